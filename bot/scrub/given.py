"""Given names of some thirty countries, and surnames that are hardly anything else.

Without accents. Written down by hand from common knowledge, as a list of facts; it copies no
published data set. It is meant to know the names that most people bear, not all: a
roster knows the others. `AMBIGUOUS` are also ordinary words
in English or Italian and count only beside a
surname, a title or a verb of telling.
"""

from __future__ import annotations

from typing import Final

_ENGLISH: Final = """
aaron abigail adam adele adrian agnes aidan aiden alan alana alastair albert alec alex alexa
alexander alexandra alfie alfred
alice alicia alison alistair allan allen allison alyssa amanda amelia amy andrea andrew andy
angela angie angus anita ann anna
annabel anne annette annie anthony antonia antony archie ariana arnold arthur ashley ashton
audrey austin ava avery barbara barney barry
beatrice becky belinda ben benjamin bernadette bernard bernice bert bertha beth bethany betsy
betty beverley beverly bill billy
bob bobby bonnie brad bradley brandon brenda brendan brent brett brian bridget brittany bruce
bryan bryce caitlin caleb callum calvin
cameron candice carl carla carly carmen carol carole caroline carolyn carrie carter casey
cassandra catherine cathy cecilia cedric
celia charlene charles charlie charlotte chelsea cheryl chloe chris christian christie christina
christine christopher
cindy claire clara clarence clarissa clark claudia clayton cliff clifford clive clyde cody colin
colleen connie connor conor corey
courtney craig crystal curtis cynthia daisy damian damien dan daniel daniella danielle danny
daphne darlene darren darryl dave david
dawn dean deanna debbie deborah debra declan denise dennis derek derrick desmond diana diane
dolores dominic don donald donna doreen
doris dorothy doug douglas duncan dustin dwayne dwight dylan earl ed eddie edgar edith edmund
edna edward edwin eileen elaine eleanor
elijah elizabeth ella ellen ellie elliot elliott elsie emily emma eric erica erin ernest esther
ethan ethel eugene eunice eva evan
evelyn faith fay felicity felix fergus finlay fiona florence floyd frances francis frank franklin
fred freddie frederick freya
gabriel gareth garrett gary gavin gemma gene geoff geoffrey george georgia georgina gerald
geraldine gerard gertrude gilbert gillian gina
gladys glen glenda glenn gloria gordon grace graham grant greg gregory gretchen guy gwen
gwendolyn hannah harold harriet harrison harry
harvey hazel heath heather hector heidi helen helena henry herbert herman hilary hilda holly hope
howard hugh hugo ian ida imogen ingrid
irene iris irma isaac isabel isabella isabelle isla ivan ivy jack jackie jackson jacob jacqueline
jade jaime jake james jamie jan jane
janet janice jared jasmine jason jasper jay jean jeanette jeff jeffrey jenna jennifer jenny
jeremy jerome jerry jesse jessica jessie jill jim
jimmy jo joan joann joanna joanne jocelyn jodie joe joel joey john johnathan johnny jon jonah
jonathan jordan joseph josephine josh joshua joy
joyce juan judith judy julia julian julie june justin justine karen karl kate katherine kathleen
kathryn kathy katie katrina kay kayla
keith kelly kelsey ken kendra kenneth kenny kent kerry kevin kieran kim kimberly kirk kirsten
kirsty kristen kristin kristina
kurt kyle lacey lance larry laura lauren laurence lawrence leah lee leigh len lenny leon leonard
leroy lesley leslie lester lewis
liam lillian lily linda lindsay lindsey lionel lisa liz lloyd logan lois lorna lorraine louis
louise lucas lucille lucy luke lydia lynn
lynne mabel mackenzie maddie madeleine madeline madison maggie malcolm mandy marc marcia marcus
margaret margie marian marie
marilyn marion marjorie mark marlene marsha marshall martha martin marvin mary mason matilda matt
matthew maureen maurice max maxine
megan melanie melinda melissa melody melvin meredith merle mia michael michaela michele michelle
mick mike mildred miles millie
milton mindy minnie miranda mitchell moira mollie molly monica morgan morris muriel murray myra
myrtle nancy naomi natalie natasha
nathan nathaniel neil nell nellie nelson niall nicholas nick nicky nicola nicole nigel nina noah
noel nora noreen norma norman olive oliver
olivia ollie oscar oswald owen paige pam pamela pat patricia patrick patsy patty paul paula
pauline pearl peggy penelope penny percy
perry pete peter phil philip phillip phoebe phyllis piers polly poppy priscilla quentin quinn
rachael rachel ralph ramona randall randy
ray raymond rebecca reece reg reggie regina reginald rene renee reuben rex rhonda rhys richard
rick ricky riley rita rob robbie
robert roberta robin robyn rod rodney roger roland ron ronald ronnie rory rosalind rose rosemary
rosie ross rowan roy ruby rudy rufus
russell ruth ryan sabrina sadie sally sam samantha samuel sandra sandy sara sarah saul scott sean
sebastian serena seth shane shannon
sharon shaun shawn sheena sheila shelley sherry shirley sian sidney silvia simon simone sonia
sophia sophie spencer stacey stacy
stanley stella stephanie stephen steve steven stewart stuart sue summer susan susanna susie
suzanne sybil sydney sylvia tabitha tamara
tammy tanya tara ted teresa terence teri terry tessa thelma theo theodore theresa thomas tiffany
tim timothy tina toby todd tom
tommy toni tony tracey tracy travis trevor tricia trisha tristan troy tyler tyrone una ursula
valerie vanessa vera vernon veronica vic vicky
victor victoria vince vincent viola violet virginia vivian vivien wade wallace walter wanda
warren wayne wendy wesley wilbur wilfred will
willard william willie wilma winifred winston xavier yolanda yvette yvonne zac zach zachary zara
zoe
siobhan aoife saoirse ciara sinead orla niamh roisin padraig eoin oisin cormac ruairi donal
seamus eamon
jayden kayden brayden hayden aubrey harper hailey kaitlyn destiny brianna makayla savannah sierra
trinity dakota
tyrese darnell latoya shanice keisha tamika lamar demetrius jamal malik deshawn tyrell
"""
_ITALIAN: Final = """
achille ada adalgisa adelaide adele adriana adriano agata agnese agostino alba alberta alberto
aldo alessandra alessandro alessia
alessio alfio alfonso alfredo alice aligi amalia ambra amedeo amelia anastasia andrea angela
angelica angelina angelo anita anna
annalisa annamaria annarita annunziata anselmo antonella antonello antonia antonietta antonino
antonio arianna armando arnaldo
arturo asia assunta attilio augusto aurelia aurelio aurora azzurra barbara bartolomeo basilio
beatrice benedetta benedetto beniamino
bernardo berta biagio bianca brando bruna bruno calogero camilla camillo carla carlo carlotta
carmela carmelo carmen carmine carolina
caterina cecilia celeste cesare chiara cinzia ciro clara claudia claudio clelia clemente cleto
concetta corrado cosimo costantino costanza
cristian cristiana cristiano cristina dalila damiano daniela daniele danilo dario davide debora
deborah delia demetrio denis desiree diana
diego dino domenica domenico donatella donato donatello dora doriana edda edoardo efisio egidio
elda elena eleonora elettra elia eliana elio elisa
elisabetta eloisa elsa elvira emanuela emanuele emilia emiliano emilio emma enea enrica enrico
enza enzo erica erika ermanno ermelinda ernesto
ersilia ettore eugenia eugenio eva evelina ezio fabia fabiana fabiano fabio fabiola fabrizia
fabrizio fausta fausto federica federico felice
ferdinando fernanda fernando filiberto filippo filomena fiorella fiorenza flavia flavio flora
fortunato franca francesca francesco franco fulvia fulvio gabriele
gabriella gaetana gaetano gaia gaspare gennaro gerardo germana germano giacinto giacomo giada
giambattista giampaolo giampiero giancarlo gianfranco gianluca gianluigi
gianmarco gianmaria gianna gianni gianpaolo gianpiero gigi gilberto gilda gina ginevra gino
gioacchino giordano giorgia giorgio giovanna
giovanni girolamo gisella giuditta giulia giuliana giuliano giulio giuseppe giuseppina giusy
giustina giusto gloria goffredo graziano graziella grazia greta
guglielmo guido ida ignazio ilaria ilario imma immacolata ines innocenzo iolanda irene iris irma
isa isabella isidoro italo ivan ivana ivano ivo jacopo katia
lara laura lavinia lea leandro leo leonardo letizia lia liana libero licia lidia liliana lina
lino lionello lisa livia livio loredana lorella lorena
lorenza lorenzo loretta luana luca lucia luciana luciano lucio lucrezia ludovica ludovico luigi
luigia luigina luisa luna maddalena mafalda maicol manfredi manlio
manuel manuela marcella marcello marco margherita maria mariagrazia mariangela marianna mariano
marica mariella marilena marilisa marilu marina
marino mario marisa marta martina martino massimiliano massimo matilde matteo mattia maura
maurizia maurizio mauro melania melissa michela michelangelo
michele micol milena milo mimmo miranda mirco mirella miriam mirko moira monica morena moreno
nadia nando natale natalia natalina nazario nella nello nerina
nicola nicole nicoletta nicolo nina nino nives noemi nora norberto norma novella nunzia nunzio
odetta olga olimpia oliviero ombretta omar onofrio orazio
oreste orietta orlando ornella orsola ortensia oscar osvaldo ottavia ottavio palma palmira
palmiro paola paolo pamela pasquale pasqualina patrizia patrizio perla pia
piera pierangelo pierfrancesco piergiorgio pierluigi piero pierpaolo pietro pino placido primo
prisca quirino quintino rachele raffaele raffaella raimondo raul rebecca remo
renata renato renzo riccardo rina rino rita roberta roberto rocco rodolfo rolando romana romano
romeo romolo romina rosa rosalba rosalia
rosamaria rosanna rosaria rosario rosella rosetta rosina rossana rossella rossano ruben ruggero
sabatino sabina sabino sabrina salvatore salvo samanta samuel samuele sandra
sandro santa santi santina santino santo sara sarah saverio savino sebastiana sebastiano selene
serafina serena sergio settimio severino
sharon sibilla silvana silvano silvestro silvia silvio simona simone simonetta sofia sonia sonny
stefania stefano stella susanna susy tamara
tania tatiana tecla teodoro teresa teresina tina tino tiziana tiziano tommaso tonia tonino tonio
tosca tullio ugo umberto urbano ursula
valentina valentino valeria valerio vanda vanessa vania vasco vera veronica vilma vincenza
vincenzo viola virgilio virginia virna
vito vittoria vittorio viviana vladimiro walter wanda ylenia yuri zaira zeno zoe pierino luisella
peppe ciccio
"""
_EUROPEAN: Final = """
agathe alain alexandre alexis alphonse amandine amelie anais antoine arnaud aurelie axel bastien
baptiste benedicte benoit
bertrand brigitte bruno camille capucine cedric celine chantal christelle christophe clement
clementine corentin corinne damien delphine didier
dominique edouard elise elodie emilie emmanuel emmanuelle enzo estelle etienne fabien fabienne
fabrice florent florian franck francois francoise frederic gael
genevieve gerard gilles gregoire guillaume gwenaelle helene henri herve hugues isabelle jacques
jeanne jerome joelle josiane julien juliette laetitia
laurent laurence leonie ludovic maelle manon marcel margaux margot marguerite marianne marine
marion mathieu mathilde
maxime melanie michel mireille monique murielle mylene nathalie nicolas noemie odile olivier
pascal pascale patrice philippe
pierre quentin raphael regis remi remy renaud romain sandrine sebastien severine sidonie solange
stephane sylvain sylvie theo thibault thibaut thierry
valentin veronique vincent virginie viviane xavier yann yannick yves
achim albrecht andreas angelika anja anke annika antje armin astrid bernd bernhard birgit bjorn
britta burkhard carsten christa christiane
christoph claus clemens cornelia dagmar detlef dieter dietmar dirk dominik doreen eberhard
eckhard elfriede elke erhard erich erwin
florian franziska friedrich fritz gabi georg gerda gerhard gertrud gisela gottfried gudrun gunter
gunther hannelore hans
hartmut heike heiko heiner heinrich heinz helga helmut henrik hermann hildegard holger horst ilse
inge ingeborg ingo irmgard jan jens joachim
jochen jorg josef juergen jurgen jutta karin karsten katarina katharina katja katrin kerstin
klaus konrad kristin lars lena liesel lothar
ludwig lukas lutz manfred mareike markus marlies matthias maximilian monika moritz nadine niklas
norbert olaf ole oskar otto peer petra rainer reiner
reinhard reinhold renate robin roland rolf rosemarie rudi rudiger rudolf sabine saskia siegfried
sigrid silke soren steffen stefanie stephan susanne svenja
sven swantje tanja thorsten tilo tobias torsten udo ulf ulli ulrich ulrike ursula ute uta uwe
veit verena volker waltraud werner wilfried wilhelm wolfgang
aart anouk bart bas bram corne daan dirk femke fleur floor geert gerrit gijs hanneke harm hendrik
henk ineke jaap jelle jeroen jesse joost
joris kees koen lieke lotte luuk maaike maarten marieke marijke marjolein mieke niels noor pieter
rens rik roel ruud sander sanne sjoerd
stijn teun thijs tijmen wim wouter
adolfo agustin alejandra alejandro alfonso alicia alonso alvaro amparo ana andres angeles antonio
araceli arturo asuncion beatriz begona
belen bernardo blanca borja carlos carmen catalina cayetana concepcion consuelo cristobal dolores
eduardo elena enrique ernesto esteban
estefania esperanza eulalia facundo federico felipe felix fernanda fernando francisca francisco
gonzalo graciela guadalupe guillermo gustavo hector
hernan ignacio inmaculada inaki isabel isidro jaime javier jesus joaquin jordi jorge jose josefa
juan juana juanjo julian julio laia leticia lourdes lorenzo lucia
luis luz magdalena manolo manuel marcela marcelo marcos maribel mariana maricarmen marisol martin
mateo matias mauricio mercedes miguel milagros montserrat
natalia nestor nicolas nieves nuria octavio olga oscar pablo paco paloma patricia paz pedro pilar
rafael ramiro ramon raquel raul ricardo
roberto rocio rodrigo rosario ruben salvador santiago santos sergio sofia soledad susana teresa
tomas trinidad vicente victoria virtudes xavi ximena yolanda
afonso andreia beatriz bento caetano catarina diogo duarte eduarda fabricio fatima goncalo
henrique ines joana joao jorge leonor lurdes luisa mafalda
margarida mariana matilde nuno otavio paulo pedro rafaela renata ricardo rita rui tatiana tiago
vasco thiago vinicius juliana
adrianna agata agnieszka aleksander aleksandra alicja anatol andrzej aneta arkadiusz barbara
bartosz beata boguslaw bogdan bozena cezary czeslaw dagmara dariusz
danuta dorota edyta elzbieta ewa ewelina feliks franciszek gabriela grazyna grzegorz halina
henryk irena iwona izabela jacek jadwiga jakub janina janusz jaroslaw jerzy
joanna jolanta jozef justyna kacper kamil karolina katarzyna kazimierz kinga klaudia krystian
krystyna krzysztof leszek lidia lukasz maciej magda magdalena malgorzata
marcin marek mariola mariusz marzena mateusz michal mieczyslaw miroslaw monika natalia oliwia
patrycja pawel piotr przemek przemyslaw radek radoslaw rafal renata robert ryszard sebastian
slawomir
stanislaw stefan szymon tadeusz teresa tomasz urszula waldemar weronika wieslaw wiktor witold
wojciech wojtek zbigniew zofia zuzanna zygmunt
adina alexandru alin alina ana anca andrei andreea aurel bogdan camelia catalin ciprian claudiu
constantin corina costel cristian cristina dan daniela
dana diana doina dorin dragos dumitru elena emil emilia florentina florin gabriel gabriela
georgiana gheorghe ilie iulia iulian ioan ioana ion ionel ionut
laura laurentiu liviu lucian marian mariana marius mihaela mihai mircea mirela monica nicolae
nicoleta nicusor octavian ovidiu oana paul petru radu raluca
razvan roxana sanda silviu simona sorin stefan tudor valentin vasile veronica victor viorel
viorica vlad
agim alban arben ardit artan bekim besnik blerim dritan edmond elton elvis endrit ervin fatmir
florian genti gezim ilir klodian leka luan redon shpetim skender arta
besa donika drita elira flutura lule mimoza rezarta teuta valbona
agneta anders anneli annika arne arvid astrid axel birgitta bo bjorn britt carina christer ebba
elin elsa emil erik eskil eva frida fredrik goran gosta gunilla gunnar gustav hakan
hanna hans helena henrik hjalmar ingemar ingvar jan jenny jesper johan johanna jonas karl karin
kerstin kjell klara kristoffer lars lasse leif lena linnea
lovisa magnus maja malin maria marit markus matilda mats mikael mette morten nils ola olof oskar
oystein pal par per pernille petter pia rasmus rikke roger signe sigurd sindre
soren staffan stefan stig stina sven svein tage terje thea thor thomas tor torbjorn tore torsten
trine trond tuva ulla ulrika vidar viktor aino antti eero
eino esa hannu heikki ilkka jari jarmo juha jukka kaisa kalle kari kirsi lauri leena liisa marko
markku matti mika mikko minna olli paavo paivi pekka petri
pirjo raija reijo riitta risto sami sanna sari satu seppo tapio tarja tero tiina timo tuomas
veikko ville
aleksei alexei alyona anatoly andrey anastasiya anton artem artyom boris daria denis dima dmitri
dmitry ekaterina egor elizaveta evgeny evgeniya fyodor galina gennady
gleb grigory igor ilya inna irina ivan katya kirill konstantin kseniya larisa leonid lev lidiya
lyubov lyudmila maksim margarita marina mikhail misha nadezhda natalya nikita nikolai
oksana oleg olena olesya olha pavel petro polina raisa roman ruslan sasha semyon sergei sergey
serhiy snezhana stanislav svetlana svitlana taras tatyana timur vadim valentyna
valery vasily vera viktoriya vitaly vladimir vladislav volodymyr vyacheslav yana yaroslav yegor
yekaterina yelena yuliya yulia yuri yury zinaida zoya oleksandr oleksiy bohdan mykola
andrija bojan branislav bratislav darko davor dejan dragan dusan goran gordana hrvoje igor ivana
ivica jasmina jelena jovan jovana ljiljana ljubica marija marko milan milena milica milos
miodrag mirjana miroslav mladen nemanja nenad nikola novak petar predrag radovan ratko sanja sasa
slavica slobodan snezana stanko stipe tijana tomislav vedran vesna vladan vuk zdenka zeljko zoran
zvonimir
alena bohumil bozena dagmar dalibor frantisek hana ivana jana jaromir jaroslav jindrich jiri
jitka josef kamila karel katerina kveta ladislav lenka libor lubos lucie ludek
marketa martina michaela milan milos miroslava ondrej pavla petra petr radek renata roman simona
stepan tereza vaclav vladimira vlasta vojtech zdenek zdena zuzana
agnes aniko attila balazs bela csaba csilla edit endre erzsebet eszter ferenc gabor gergely
gyorgy gyula ildiko imre istvan janos jozsef judit katalin kinga krisztina lajos laszlo levente
marta miklos monika orsolya peter sandor szabolcs tamas tibor timea vilmos viktoria zoltan zsofia
zsolt zsuzsanna
alexandros anastasios andreas angeliki antonis apostolos aristotelis athanasios charalampos
christos despina dimitra dimitris eleni evangelos evangelia fotini georgia georgios giannis
giorgos
ioannis iosif kalliopi katerina konstantinos kostas kyriakos maria manolis michalis nikos
nikolaos panagiotis pavlos petros sofia sotiris spyros stavros stelios thanasis theodoros
vasiliki vasilis vassilis yannis yiannis
"""
_WORLD: Final = """
abbas abdallah abdel abdelkader abdul abdullah abdulrahman abebe abena adamu adel adnan afia
ahmad ahmed aicha aisha akosua akua ali aliyu alia amal amar
amin amina amir amira ammar anas anwar asma ayesha ayman ayoub aziz bashir bilal boubacar brahim
chidi chika chinedu chioma daoud dina driss ebrahim
ebere ebony ekow emeka esi fadi fadila fahad faisal fares farid farida farouk fatema fatima
fatiha fatou fawzi femi folake ghada habib hadi hakim halima hamid
hamza hana hani haroun hasan hassan hatem hicham hind hussein husain ibrahim idris ikram ilham
iman imran ines ismail issa jamila jawad kader kamal kamel kareem karim
khadija khaled khalid khalil kofi kwabena kwame kwasi kwesi laila lamia latifa layla leila lina
lubna maha mahdi mahmoud malika mamadou mansour mariam marwa marwan maryam meriem moha
mohamed mohammad mohammed mohamad moktar mona mostafa mounir mourad moussa muhammad muhammed
munir musa mustafa mustapha nabil nabila nada nadia najib najwa naser nasser nawal ngozi nizar
noura nour obinna ola olu olumide omar osama othman oumar ousmane rachid rachida rafiq rahim
rahma raja ramadan rami ramzi rana rania rashid reem reza riad rida rim rym said saad
sabri saida salah saleh salem salim salma saloua sami samia samir samira sana seydou shadi sherif
siham soufiane soumaya souad suleiman tahar tarek tariq tayeb tunde uche umar usman wael wafa
walid wassim yahya yaqub yasin yasmin yasmina yasmine yassin yassine yazid younes youssef yusuf
zahra zainab zakaria zayd zeinab ziad zineb zohra
ahmet ali ayse aylin baris berk burak can cem deniz dilek ebru ece elif emine emre engin erdem
erdogan eren esra fatih fatma ferhat gizem gokhan hakan halil
hande hasan hatice huseyin ibrahim irem kaan kemal kerem koray mehmet melek meltem merve mesut
metin murat mustafa nazli nihat nuri okan onur orhan osman ozan ozge ozlem pelin
ramazan recep selim selin sema serdar serkan sevgi sibel sinan suleyman tolga tuba tugba tuncay
ufuk ugur umit volkan yasar yavuz yildiz yilmaz yunus zehra zeynep
aarav abhishek aditi aditya ajay akash akshay amit amita amitabh anand anil anita anjali ankit
ankita ankur anoop anuj anushka aparna arjun arun arvind asha ashish ashok ashwin avinash
ayush bharat bhavna chandra chetan deepa deepak deepika dev devika dhruv dinesh divya gaurav
gayatri geeta girish gopal govind gurpreet hardeep hari harish harpreet hemant
indira ishaan jagdish jaspreet jaswinder jatin jaya jayesh jitendra jyoti kalpana kamala karan
karthik kavita kavya kishore komal krishna kuldeep kumar lakshmi lalit lata madhav madhu mahesh
mandeep manish manisha manjit manoj manpreet meena meera megha mohan mohit mukesh nandini naresh
narendra naveen navjot neelam neeraj neha nikhil nilesh nisha nitin nitesh
pankaj paramjit parvati pooja prabha pradeep prakash pranav prasad prashant praveen preeti prem
priya priyanka pushpa rachna radha raghav rahul raj raja rajan rajani rajeev rajendra rajesh
rajiv rakesh ram raman ramesh rani ranjit ravi reena rekha renu ritu rohan rohit sachin sameer
sandeep sangeeta sanjay sanjeev santosh sarita satish savita seema shalini shankar shanti sharad
shashi shilpa shivani shreya shruti shweta siddharth simran sita sneha sonal sudha sudhir
sukhdeep sumit sunil sunita suresh surinder sushma swati tanvi tejas uday uma usha vandana varun
vasudha
venkat vidya vijay vikas vikram vinay vineet vinod vipin vishal vivek yash yogesh
chaminda chathura dilshan kasun lasantha nuwan priyantha roshan ruwan sanduni tharindu upul
aiko akira asuka ayaka ayumi chiyo daichi daisuke emi emiko fumiko hana haruka haruki haruto
hideki hikaru hina hinata hiroko hiromi hiroshi hiroto isamu jiro jun
junko kaede kaori katsu kazuki kazuko kazuo keiko keisuke kenji kenta kiyoshi koji makoto mamoru
mariko masahiro masaki masako masao mei michiko midori mika minoru misaki mitsuko
miyuki naoki naoko natsuki nobu noriko reiko rin riko ryo ryota sachiko sakura satoshi sayaka
setsuko shigeru shinji shizuka shota sora susumu takashi takeshi takumi taro tatsuya tetsuya
tomoko
toshiro tsubasa yamato yoko yoshiko yoshio yui yuka yuki yukiko yuko yumi yuto
baozhong chen dongmei fang feng guang hai haoran hong hua hui jia jian jianguo jie jin jing jun
junjie lan lei li ling ming mei ning peng ping qiang qiu rong shan shu tao ting wei weiwei wen
xia xiang xiao xiaoli xiaoming xin xinyi xiu xue yan yang yi yifan ying yong yu yuan yue yun zhen
zheng zhi zihan
byung chul dae dong eun eunji hae hye hyun hyunwoo ji jihoon jimin jin jisoo joon kyung mi min
minji minjun minseo sang seo seojun seoyeon seung soo sook sung sunghoon woo yeon yoo young
youngho
anh bao binh chau cuong dao dat diep dinh dung duc duy giang ha hai hang hanh hien hieu hoa hoang
hong hung huong huy khanh khoa lam lan lien linh loan long mai minh my nam nga ngoc nguyet nhan
nhu nhung oanh phong phuc phuong quan quang quynh son
tam thanh thao thi thien thinh thu thuy tien toan trang tri trinh trong tru truong tu tuan tuyet
van viet vinh vu vy xuan yen
achmad adi agus andi ayu bambang budi dewi dian eko fitri hendra indah joko kartika kusuma
lestari made ni nurul putri putu rahmat rini rizky siti sri sugeng sukarno surya susilo taufik
tri wahyu wayan yanti yudi
arnel benigno bong crisanto dante danilo efren ernesto imelda jerome jejomar jhon joseph jovelyn
lea leni liezel lito marites maricel marivic nenita noel reynaldo rizal rodel rogelio rolando
rosalinda
"""
_SURNAMES: Final = """
rossi bianchi esposito colombo ricci marino gallo conti costa giordano mancini rizzo lombardi
moretti barbieri fontana santoro mariani rinaldi caruso
ferrara galli martini leone longo gentile martinelli vitale lombardo serra coppola desantis
marchetti parisi villa ferraro ferri bianco marini fabbri valentini
pellegrini palumbo sanna farina rizzi cattaneo bernardi palmieri benedetti grassi donati bellini
basile ruggiero russo ferrari brambilla bruschi cavalli
smith johnson williams jones davies o'brien o'connor o'neill o'sullivan murphy thompson robinson
patel singh khan hussain nguyen tran kim garcia rodriguez martinez hernandez lopez gonzalez
perez sanchez ramirez fernandez gomez schmidt schneider fischer mueller muller hoffmann schulz
dubois lefebvre moreau kowalski nowak wisniewski popescu ionescu ivanov petrov
okafor okonkwo adeyemi mensah diallo traore ndiaye johansson andersson nilsson hansen olsen
jensen nielsen larsson virtanen papadopoulos yilmaz demir silva santos oliveira pereira
kapoor sharma gupta mehta reddy tanaka suzuki watanabe takahashi wang zhang ghosh chaudhary
mcdonald macdonald fitzgerald gallagher kelleher hughes edwards
"""
_ALSO_WORDS: Final = """
abbas ada ai alba ali alma amal ambra amber an angel anni anta art asia assunta austin ava
azzurra baby bao barney basil bay ben benedetta benedetto bert bianca bianco bill billy bo bob
bong bonnie brad brando brent
bruna bruno can caro carmine carol carter cat celeste cedro chase chelsea chen chi chip christian
christie clark clay clemente cliff clive cody colombo constant corey costa costante costanza
crystal costantino dae daisy dakota dale dan dana dao dat dante dawn dean dee del delia denis
dennis destiny dev diana dina dino don
donato dong dora dung dora dot drew duc dusty duy earl ed elia elio era eren erica esi esperanza
eun eva faith fang farina fatima fausta fausto fay felice felicity feng ferri fern fiore
flavia fleur flora florence floor fontana fortunato franca franco frank gael gaia gallo galli
gemma gene gentile germana germano ghosh giada gin gina ginger gioia giordano giusto glen gloria
gordon grace grant grassi
grazia greta guy ha hai hailey hal han hana hang hani hank hari harm harper harry harvey hazel
heath heather henry hien hind hoa holly hong hope hua hung hui hugo humble huong iman imma
immacolata indah ines inge innocenzo ion iris irma isa isla issa
italo ivo ivy jack jackie jackson jade jan jasmine jay jean jersey jesus ji jia jie jim jin jing
jo john joint jordan josh joy juan jun june junior justice kai kaan karma kay kelly ken kent
kerry khan kim kin kirk la lacey lam lan lance lang lara lata laurel leah lea lee lei len
leo leone leonie lester lev lewis li lia lian libero lien lily lima lin lina ling linh lino lito
lo loan logan long longo lorna lu luan lucio luna lung luz lynn made mae mai maja mamoru man
mandy maple maria marina marine marini marino mario mark
marina marche marshall martin martini mason mat matt maura max may mei melody mercedes mercy mi
mia mick mike mika miles milagros milan milo mimosa mimoza min ming minna minnie mira miranda
misty mo mohair moira mona montserrat morena moreno morgan morris moss my myra nam nan nando
nasser natale
nell nella nello ned nelson ni nick nicky nieves nina ning nino noel noor nora norm norma nova
novak novella nour nuri nu oak ola ole olive oliva oliver olu onur oriente orlando oscar otto
owen pace page paige pal palma paloma par pari paris pat patience patty paz pearl peer peggy
pen penny pepper per perla perry pete phoenix phong pia piera pilar pin ping pino piper placido
polly poppy porter prem price primo prince prisca prudence quan quang quinn raja ram ramadan ran
randy ray reed reg reggie regina rem rena rene rex ricci rich rico rik rim rin rina ring rio rios
rip rita rita
river rizzi rob robin robinson rocco rocio rock rod roger roma romana romano romeo rong rosa
rosario rose rosemary rosetta rosina ross rossi rosso rowan roy ruby rui rune russo rusty ruth
ryo sage sally salt salute salvador salvatore salvo sam sami san sana sandy sang santa santi
santina santino santo santos
sari satu saul savannah sean selene sema serena serra settimio severino shan shell sherry shi shu
sibilla sierra silva sky skip sol sole soledad son sonny soo sora spencer stella stern sterling
stig stone storm su sue summer sun sung sunny surya susy sydney tam tammy tanner tao tara taro
tatum ted teresa terra terry than thanh thao thea theo thi thu ti tien tim tina ting tino toan
todd tom tong tonio tony tor torre tosca tran trang trenta tri trina trinidad trinity troy tru tu
tuan tuba ty tyler ufuk ulla uma una urbano ursula ute uta val valentino valerio van vania vasco
vela vera
verde verena veronica vi vic vida viet villa vince vinci viola violet virginia virtudes vita
vitale vito vittoria vu vy wade wang warren wayne wei wen west will willow win windy winter woo
wood xia xiang yan yang yash yen yi yong yoo york young yu yuan yue yun zhen zona zen esi
elif edit said amin mats pascal maha esa bas wim vale marchetti andre fede manu nico gian maso
rino
angela angeles angelica angelo antonia archie argo astrid aurora austin avery bart basile belen
berk bonita brett bryce bertha burak cameron candida cara carla carmen carlo carly cassandra
cesare ciro clara colin conte conti cosimo cristina curtis damian darling dario daria desire
desiree
domenica domenico duke eden elena emil emilia emma enea eric erin ernest essa ethel eve fabbri
fede ferraro florian fortuna francis franklin freddie freddo fulvia gabriella galileo garrett
genesis genti georgia gentiana gerard giacinto grazyna gilda
grace guadalupe gus gwen hamilton hector helena hermes honor howard hunter hyun imogen india ira
iron ivan jasper java jenny jerry jesse jewel joey jules kelsey kris kumar ladislav lancia laura
lauro lazio lea lena leon letizia liberty linda loris lorena lotus louis
lourdes lucas luce lucia lucky luisa lula lupo lux mabel macy maddie magda magnus mali malta
mamma manuela manuel manuale marca marcia marco margherita marin marita mariner marisol marit
marte martina massimo matilda maximilian medusa melissa mercurio mina mirage monica montana mora
moore mosca myrtle nadir narciso neil neo nero
nerina nia nicola nives noa noi nord noemi norman ombretta onda onofrio orca oro ortensia ottavio
ottavia ovidio palermo pamela pandora patrizia patrizio pepe perseo piano pineta pisa platino
polo pomo porta porto primavera primula pupa quarto quintino ramona rana rana rani rara raya
reina
remo renata renzo rhea ricco rida riga rime rino rio riva robusta roman romina rosalia rosella
ruga sabina sabino sabrina sahara sale salem salma samba samara sara saba scala secondo selva
senna seta silvestro simona sina sirena smeralda sofia sonia sonda spina stina strada tally tana
tania tea tecla tessa
tiffany toro tracy travis trevor tulipano turchia turi unita ugo valle vanda vento venere verbena
vesta virgilio viva viviana volta zara zeno zeta zita zoe
"""


def _set(*lists: str) -> frozenset[str]:
    return frozenset(word for listed in lists for word in listed.split() if word.isascii())


GIVEN: Final = frozenset(
    w for w in _set(_ENGLISH, _ITALIAN, _EUROPEAN, _WORLD, _SURNAMES) if len(w) > 2
)
_NEVER_WORDS: Final = _set(
    """
ali angela angelica angelo antonia carla carlo carly cameron cassandra cesare ciro clara colin
cosimo cristina damian dario daria denis dennis diana domenico
edgar elena elio emil emilia emma eric erica erin ernest ethel eva fabbri florian francis
franklin freddie gabriella garrett gerard gina giordano greta gwen harry hector helena henry hugo
howard irma
ivan jenny jerry jesse jim jimmy joey john josh juan karen kelly kelsey ken kevin laura lea lena
leon letizia linda lewis loris lorena louis luisa lucia lucas maddie magda magnus manuela manuel
marcia marco margherita maria mario marisol martina martin
matilda matt maximilian melissa mike monica morris neil nick nicola noemi norman oliver oscar
ottavio ottavia ovidio owen pamela patrizia patrizio peggy pete ramona renata renzo ricci robin
robinson roger romina rosalia rosella rossi russo ruth
sabina sabino sabrina salvatore samara sara sean serena silvestro simona sofia sonia susy tania
ted teresa terry tim tiffany tina tom tony tracy travis trevor
ugo valerio veronica vince vito viviana walter zoe owen tyler vincent wayne fatima ines rita lynn
ray sam sally phil bianchi
"""
)
AMBIGUOUS: Final = _set(_ALSO_WORDS) - _NEVER_WORDS
"""Names that are also words."""

CAPITAL_ONLY: Final = _set(
    "sara mette tore rami rens karim pam mancini giordano bianchi russo colombo gentile leone"
)
"""Names that are words when written small, or with an accent: *sarà*."""
