"""Short forms of given names, for the roster: who is listed as Michael may be told of as Mike."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

NICKNAMES: Final = MappingProxyType(
    {
        name: tuple(rest.split())
        for name, _, rest in (
            line.partition(":")
            for line in """
michael:mike mick mickey mikey
robert:rob bob bobby robbie bert
william:will bill billy liam willy
richard:rick dick rich ricky
james:jim jimmy jamie jem
john:jack johnny jon
joseph:joe joey
thomas:tom tommy
charles:charlie chuck chas
edward:ed eddie ted ned
david:dave davey
daniel:dan danny
anthony:tony ant
andrew:andy drew
christopher:chris kit topher
matthew:matt matty
nicholas:nick nicky
stephen:steve stevie
steven:steve stevie
benjamin:ben benny benji
samuel:sam sammy
alexander:alex sandy xander sasha lex
alexandra:alex sandra lexi sasha
alexandre:alex
jonathan:jon jonny
patrick:pat paddy
peter:pete
philip:phil pip
ronald:ron ronnie
donald:don donnie
kenneth:ken kenny
timothy:tim timmy
gregory:greg
jeffrey:jeff
lawrence:larry laurie
leonard:len lenny leo
frederick:fred freddie
henry:harry hank
raymond:ray
vincent:vince vinny
zachary:zach zac zack
joshua:josh
nathaniel:nate nathan nat
gerald:gerry jerry
harold:harry hal
walter:walt wally
elizabeth:liz beth betty lizzie eliza libby betsy
margaret:maggie meg peggy marge madge
katherine:kate kathy katie kat kit
catherine:kate cathy cath katie cat
jennifer:jen jenny
jessica:jess jessie
rebecca:becky becca
susan:sue susie suzie
deborah:debbie deb
barbara:barb babs
patricia:pat patty trish tricia
christine:chris chrissie tina
christina:chris tina chrissie
victoria:vicky tori
samantha:sam sammie
stephanie:steph stephie
jacqueline:jackie
pamela:pam
sandra:sandy
theresa:terry tess
dorothy:dot dottie
abigail:abby
natalie:nat
amanda:mandy
cynthia:cindy
judith:judy
kimberly:kim
eleanor:ellie nell nora
isabella:izzy bella isa
caroline:carrie
francesco:franco ciccio checco cesco
giuseppe:beppe peppe pino peppino beppino geppo
giovanni:gianni nanni vanni giovi
antonio:tonio tonino toni nino
luigi:gigi gino
salvatore:salvo toto turi
vincenzo:enzo vince cenzo
domenico:mimmo mimi nico
alessandro:ale sandro alex
alessandra:ale sandra alex
andrea:andre
lorenzo:lollo lore renzo enzo
matteo:teo matte
tommaso:tommy tom maso
federico:fede chicco
federica:fede
francesca:franci franca checca
valentina:vale
valeria:vale
elisabetta:betta elisa betty
giulia:giuli giu
michele:miki
daniele:dani
daniela:dani
raffaele:lello raf raffa
raffaella:raffa
gabriele:lele gabri
emanuele:lele manu ema
emanuela:manu ema
stefano:ste stefi
stefania:ste stefi
roberto:roby robi berto
roberta:roby robi
riccardo:ricky ricki
margherita:marghe rita
caterina:cate katia rina
leonardo:leo
massimiliano:max massi
massimo:max massi
maurizio:mauri
simone:simo
simona:simo
cristina:cri
cristiano:cri
beatrice:bea
carolina:caro
eleonora:ele nora
ludovica:ludo
ludovico:ludo
niccolo:nico nicco
nicola:nico
nicolo:nico
pasquale:lino pasqualino
gennaro:gennarino
giacomo:jack giacomino
filippo:pippo fili
edoardo:edo
gianluca:gian luca
gianfranco:gianni franco
pierluigi:pigi piero
concetta:tina cettina
giuseppina:pina giusy giuseppa
antonella:anto
antonietta:anto
jose:pepe
ignacio:nacho
manuel:manolo manu
guillermo:memo guille
eduardo:edu lalo
enrique:quique kike
alejandro:ale alex
aleksandra:ola sasha
katarzyna:kasia
malgorzata:gosia
agnieszka:aga
przemyslaw:przemek
wojciech:wojtek
krzysztof:krzysiek
mikhail:misha
dmitri:dima
aleksei:alyosha
mohammed:mo moh
mohamed:mo
""".strip().splitlines()
        )
    }
)
