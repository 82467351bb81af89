#include "words/stop_words.h"

#include <array>

namespace rustygpt::words {
namespace {

constexpr std::array lists{
    StopWords{
        Language::english,
        "a about after all also am an and any are as at be because been before between but by can could did do does "
        "during each for from had has have he her him his how i if in into is it its just many may me might more most "
        "much must my no not of on only or other our over please say says shall she should since so some such tell "
        "than that the their them then there these they this those to until up us very was we were what when where "
        "which while who whom whose why will with would you your"},
    StopWords{
        Language::german,
        "aber alle allem allen aller als am an auch auf aus bei beim bin bis bist da damit dann das dass dein dem den "
        "denn der des die dies diese diesem diesen dieser dieses doch du durch ein eine einem einen einer eines er es "
        "euer für gegen hat hatte haben hier ich ihm ihn ihnen ihr ihre ihrem ihren im in ist ja jede jedem jeden "
        "jeder "
        "kann kein keine können man mein meine meinem meinen mir mit nach nicht noch nur ob oder ohne sein seine "
        "seiner "
        "seit sich sie sind so soll sollte über um und uns unser unter vom von vor wann war waren warum was welche "
        "welchem welchen welcher welches wem wen wenn wer werden wessen wie wieso wieviel viele wir wird wo wofür "
        "woher "
        "wohin womit wurde wurden zu zum zur zwischen"},
    StopWords{
        Language::french,
        "à au aucun aussi autre aux avait avec avoir c ce cela ces cet cette ceux chaque chez comme comment combien d "
        "dans de depuis des donc dont du elle elles en est et était être fait il ils j je l la laquelle le lequel les "
        "leur leurs lors lui m ma mais me même mes moi mon n ne nos notre nous on ont ou où par pas pendant plus pour "
        "pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se ses si son sont sous sur ta te tes toi "
        "ton "
        "tous tout toute très tu un une vos votre vous y"},
    StopWords{
        Language::spanish,
        "a al algo alguna algunos ante antes aunque cada como cómo con cuál cuáles cuando cuándo cuánta cuántas cuánto "
        "cuántos de del desde donde dónde durante e el él ella ellas ellos en entre era es esa ese eso esta está están "
        "estas este esto estos fue fueron ha hay la las le les lo los más me mi mis muy nada ni no nos o otra otro "
        "para "
        "pero por porque qué que quién quién quiénes quien se según ser si sí sin sobre son su sus también te tiene "
        "todo "
        "todos tu tus un una unas uno unos y ya yo"},
    StopWords{
        Language::portuguese,
        "à ao aos aquela aquele aqueles às até com como da das de dela dele deles depois do dos e é ela elas ele eles "
        "em "
        "entre era essa esse esta está estão este eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito "
        "na "
        "não nas nem no nos nós o onde os ou para pela pelas pelo pelos por porque qual quais quando quanta quantas "
        "quanto quantos que quem são se sem ser seu seus sob sobre sua suas também te tem todos um uma umas você "
        "vocês"},
    StopWords{
        Language::italian,
        "a agli ai al alla alle allo anche c che chi ci come con cosa da dagli dai dal dalla dalle dei del dell della "
        "delle "
        "dello di dove dopo dov e è ed era essere fra gli ha hanno i il in io l la le lei lo loro lui ma mi mia mio ne "
        "negli nei nel nell nella nelle nello noi non o per perché più poi prima qual quale quali quando quanta quante "
        "quanti quanto quella quello questa queste questi questo se sia si sono su sua sue sugli sui sul sull sulla "
        "sulle "
        "suo suoi tra tu tutti un una uno"},
    StopWords{Language::dutch,
              "aan al alle als bij dan dat de deze die dit door een en er geen had hadden heb hebben heeft hem het "
              "hier hij hoe "
              "hoeveel hun ik in is ja je jij jullie kan kon kunnen maar me meer men met mij mijn moet na naar niet "
              "nog nu of om "
              "omdat onder ons ook op over te ten ter tot tussen u uit uw van veel voor waar waarom wanneer waren was "
              "wat we wel "
              "welk welke werd werden wie wij worden wordt ze zeer zich zij zijn zo zonder zou"},
    StopWords{Language::swedish,
              "alla allt att av blev bli blir de deas dem den denna deras dess det detta dig din dina du där då efter "
              "eller en "
              "er ett finns från för före ha hade han har hans henne hennes hon honom hur här i inom inte jag ju kan "
              "kunde man "
              "med mellan men mig min mina mot mycket många ni nu när någon något några och om oss på samma sedan sig "
              "sin sina "
              "ska skulle som så till under upp ut utan vad var vara varför varit vem vi vid vilka vilken vilket vår "
              "än är åt "
              "över"},
    StopWords{Language::danish,
              "ad af alle alt at blev blive bliver da de dem den denne der deres det dette dig din disse du efter "
              "eller en end "
              "er et for fra før ham han hans har havde have hende hendes her hos hun hvad hvem hver hvilke hvilken "
              "hvilket hvis "
              "hvor hvordan hvorfor hvornår i ikke ind jeg jer kan kunne man mange med meget mellem men mig min mod "
              "mit ned noget "
              "nogle nu når og også om op os over på sig sin skal skulle som sådan så til ud under var ved vi vil var "
              "være været"},
    StopWords{
        Language::norwegian,
        "av alle alt at bare ble bli blir da de dem den denne der deres det dette dere dine du eller en enn er et "
        "etter "
        "for fra før ha hadde han hans har henne hennes her hun hva hvem hver hvilke hvilken hvilket hvis hvor hvordan "
        "hvorfor i ikke inn jeg kan kom kunne man mange med meg mellom men mer min mot mye ned noe noen nå når og også "
        "om "
        "opp oss over på seg selv sin sitt skal skulle som så til ut uten var ved vi vil være vært"},
    StopWords{Language::finnish,
              "että ei eikä ja jo joka jonka jossa jos kanssa kenen ketä koska kuin kuinka kuka kun me mihin mikä "
              "miksi mikäli "
              "milloin minkä minä missä mistä miten mitkä mitä mukaan mutta myös ne niin niiden ole oli olivat olla on "
              "ovat se "
              "sekä sen siinä siitä sinä sitä tai tämä tämän tätä vai vain voi"},
    StopWords{Language::hungarian,
              "a az abban ahol akkor alatt amely ami amikor arra azok azt azzal be benne csak de e egy egyik ehhez el "
              "ez ezek "
              "ezt és fel hány ha hanem hogy hogyan hol honnan hova is itt ki kik ki kell lehet lesz ma még meg mely "
              "melyik mert "
              "mi miért mik mikor mint mit mivel most nagyon ne nem olyan ott össze sem szerint után vagy van vannak "
              "volt voltak"},
    StopWords{
        Language::romanian,
        "a acest această acestea acești al ale am ar are asta au avea ca care câte câți cât ce cea cei cele cel cine "
        "când "
        "cum cu da dar de deci despre din după ea ei el ele este eu fi fost iar în într la lor lui mai mult nu o or pe "
        "pentru prin sa sau să se sunt și său toate tot un una unde unei unui unor vor va"},
    StopWords{
        Language::turkish,
        "acaba ama ancak bana bazı ben bir biz bu bunu bunun çok da daha de değil diye en gibi hangi hem her için ile "
        "ise kadar kaç ki kim kimin mı mi mu mü nasıl ne neden nedir nerede nereye niçin niye o olan olarak oldu "
        "olduğu "
        "on onun onu sen siz şey şu tüm ve veya var ya yok zaman"},
    StopWords{
        Language::catalan,
        "a al als amb aquest aquesta aquests això aquí com d de del dels des dia el els ella ells en entre era és eren "
        "està ha hi i l la les li llavors més meu molt na ni no nosaltres o on pel pels per perquè però quan quant "
        "quants "
        "quina quines quin quins qui què que s sense ser seu seva si sobre són també tot un una uns va van"},
    StopWords{
        Language::indonesian,
        "ada adalah akan apa apakah atau bagaimana bahwa berapa bisa dalam dan dapat dari dengan di dia dimana hari "
        "ini "
        "itu jika juga kami kapan karena ke kepada kita lebih mana mengapa mereka oleh pada para saat saya sebagai "
        "sebuah secara sebelum seperti serta setelah siapa sudah telah tentang tersebut tidak untuk yang"},
    StopWords{Language::russian,
              "а без более бы был была были было быть в вам вас ваш весь во вот все всего вы где да для до его ее её "
              "если есть "
              "еще ещё же за и из или им их к как какая какие каким какого какое какой какую ко когда кого кому кто "
              "куда ли мне "
              "мой моя моё мы на над нам нас не него нет ни них но о об он она они оно от откуда по под почему при про "
              "с сколько "
              "со так также такой там то того тоже только ты у уже чего чей чем что чтобы эта эти это этого этой этом "
              "этот я"},
    StopWords{Language::greek,
              "αλλά αν από αυτά αυτή αυτό αυτός για δεν εγώ είναι είχε ένα ένας εμείς εσύ έχει έχουν η ή ήταν θα και "
              "κάθε κατά με "
              "μετά μια μία μας μου μπορεί να ναι ο οι όπως όταν όχι πιο ποια ποιά ποιες ποιο ποιοι ποιον ποιος ποιός "
              "ποιου που πού "
              "πόσα πόσες πόση πόσο πόσοι πότε προς πριν πώς πως σας σε στα στη στην στις στο στον στους στη τα τη την "
              "της τι "
              "τις το τον του τους των ως"},
    StopWords{Language::arabic,
              "أو أي أين إلى إن أن أنا أنت التي الذي الذين ألا إذا بعد بين تحت تلك ثم حتى حول خلال ذلك عن عند على عليه "
              "فإن في فيه "
              "فيها قبل قد كان كانت كل كم كما كيف لا لأن لقد لكن لم لماذا له لها ليس ما ماذا متى مع من منذ منه منها "
              "نحن هذا هذه هل "
              "هم هنا هناك هو هي و ولا وهو وهي يا يكون"},
    StopWords{
        Language::hindi,
        "अपना अपनी अपने अब अगर आप इन इस इसका इसकी इसके इसे उन उनका उनकी उनके उस उसका उसकी उसके उसे एक ऐसा और कब कर करता करते "
        "करना करने कहाँ कहा का कितना कितनी कितने किन किया किस किसका किसकी किसके किसने किसी की कुछ के कैसे को कोई कौन कौनसा क्या "
        "क्यों "
        "गया गई जब जहाँ जो तक तब तो था थी थे द्वारा दिया न नहीं ने पर फिर बहुत भी मुझे में मेरा मेरी मेरे मैं यह यहाँ या ये रहा रहे लिए "
        "वह वहाँ वाला वाले वे सब से हम ही हुआ हुई हुए है हैं हो होता होती होते"}};

}  // namespace

std::span<const StopWords> stop_words() { return lists; }

}  // namespace rustygpt::words
