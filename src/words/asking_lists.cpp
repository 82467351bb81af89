#include "words/asking_lists.h"

namespace rustygpt::words {

const Phrases& asking_in_front() {
    static const Phrases phrases(
        // English
        "who|what|whats|when|where|which|why|how|whose|whom|is|are|was|were|does|did|do|has|have|can|"
        "could|tell me|tell me about|can you tell me|could you tell me|find|find me|search|"
        "search for|look up|look for|explain|describe|summarize|summarise|define|list|name|show me|"
        "give me|do you know|i want to know|i need to know|i would like to know|"
        // German, Dutch, Swedish, Danish, Norwegian
        "wer|wann|wo|warum|wieso|weshalb|wie|wie viel|wie viele|welche|welcher|welches|welchen|"
        "welchem|wem|wen|wessen|wieviel|woher|wohin|womit|wofür|erkläre|erklär mir|beschreibe|nenne|"
        "nenn mir|zeige mir|zeig mir|sag mir|suche|suche nach|finde|gib mir|wat|wanneer|waar|waarom|"
        "hoe|hoeveel|welke|welk|vertel me|zoek|vem|vad|när|varför|hur|vilken|vilket|vilka|hvem|hvad|"
        "hvornår|hvor|hvorfor|hvordan|hvilken|hvilket|hva|"
        // French, Spanish, Portuguese, Italian, Romanian, Catalan
        "qui|que|quoi|quand|où|pourquoi|comment|combien|quel|quelle|quels|quelles|lequel|laquelle|"
        "est ce que|explique|décris|dis moi|donne moi|montre moi|cherche|trouve|parle moi de|quién|"
        "quiénes|cuándo|dónde|por qué|cómo|cuánto|cuánta|cuántos|cuántas|cuál|cuáles|explica|dime|"
        "dame|muéstrame|busca|háblame de|quem|quando|onde|quanto|quanta|quantos|quantas|qual|quais|"
        "me diga|diga me|mostre|procure|descreva|chi|che cosa|cosa|dove|perché|quanti|quante|quale|"
        "quali|spiega|dimmi|mostrami|cerca|trova|descrivi|parlami di|cine|ce|când|unde|de ce|cât|"
        "câtă|câți|câte|care|spune mi|explică|găsește|arată mi|descrie|quan|per què|quin|quina|"
        // Turkish, Indonesian, Vietnamese, Finnish, Hungarian, Polish, Czech
        "kim|ne|ne zaman|nerede|nereye|neden|niçin|nasıl|kaç|hangi|siapa|apa|kapan|di mana|mengapa|"
        "kenapa|bagaimana|berapa|ai|gì|khi nào|ở đâu|tại sao|vì sao|bao nhiêu|cho tôi biết|"
        "hãy cho biết|giải thích|tìm|mô tả|kuka|mikä|milloin|missä|miksi|miten|kuinka|ki|mi|mikor|"
        "hol|miért|hogyan|hány|melyik|mennyi|kto|kiedy|gdzie|jak|dlaczego|ile|który|która|czy|kdo|"
        "kdy|kde|proč|kolik|který|"
        // Russian, Ukrainian, Greek
        "кто|что|когда|где|почему|зачем|как|сколько|какой|какая|какое|какие|расскажи|расскажите|"
        "объясни|объясните|найди|найдите|покажи|покажите|скажи|скажите|опиши|что такое|що|хто|коли|"
        "де|як|чому|скільки|який|яка|яке|які|ποιος|ποια|ποιο|ποιοι|ποιες|τι|πότε|πού|γιατί|πώς|πόσο|"
        "πόσα|πόσοι|πόσες|πες μου|εξήγησε|βρες|δείξε μου|περίγραψε|"
        // Arabic, Persian, Hebrew, Hindi, Bengali, Tamil, Amharic
        "من|ما|ماذا|متى|أين|لماذا|كيف|كم|أي|هل|اشرح|أخبرني|ابحث عن|اذكر|صف|چه|چی|کی|کجا|چرا|چگونه|"
        "چطور|چند|کدام|آیا|מה|מי|מתי|איפה|היכן|איך|למה|מדוע|כמה|איזה|איזו|האם|क्या|कौन|कब|कहाँ|क्यों|"
        "कैसे|कितना|कितने|कितनी|किस|किसने|मुझे बताओ|बताओ|बताइए|समझाओ|কী|কে|কখন|কোথায়|কেন|কিভাবে|কত|"
        "என்ன|யார்|எப்போது|எங்கே|ஏன்|எப்படி|ምን|ማን|መቼ|የት|እንዴት|ለምን|ስንት|");
    return phrases;
}

const Phrases& asking_anywhere() {
    static const Phrases phrases(
        // Chinese
        "什么|什么时候|谁|哪个|哪些|哪里|哪儿|哪|多少|几个|几点|几点钟|几号|几天|几年|几次|多久|多大|多长|多远|多高|"
        "几月|几岁|几人|怎么|怎么样|怎样|如何|为什么|为何|"
        "何时|吗|呢|是否|有没有|"
        "请问|请告诉我|告诉我|什麼|什麼時候|誰|哪裡|"
        "幾個|幾點|幾年|幾次|多長|多遠|怎麼|怎樣|為什麼|為何|何時|嗎|請問|告訴我|"
        // Japanese
        "何|何ですか|何人|何年|だれ|いつ|どこ|どの|どれ|どう|どうして|どのように|どのくらい|どんな|なぜ|なに|いくつ|"
        "いくら|ですか|ますか|ましたか|でしょうか|でしたか|"
        "教えて|教えてください|説明して|説明してください|"
        // Korean
        "무엇|무엇입니까|무엇인가요|누구|언제|어디|어느|어떤|왜|어떻게|얼마|얼마나|몇|무슨|입니까|습니까|인가요|인가|"
        "나요|알려줘|알려주세요|설명해|설명해주세요|찾아줘|"
        // Thai, Lao, Khmer, Burmese
        "อะไร|คืออะไร|ใคร|เมื่อไร|เมื่อไหร่|เมื่อใด|ที่ไหน|ไหน|อย่างไร|ยังไง|ทำไม|เท่าไร|เท่าไหร่|"
        "กี่|ใด|หรือไม่|ไหม|ຫຍັງ|ໃຜ|ເມື່ອໃດ|ຢູ່ໃສ|អ្វី|អ្នកណា|ពេលណា|ឯណា|ဘာ|ဘယ်သူ|ဘယ်မှာ|ဘယ်လောက်|"
        // Vietnamese
        "là gì|là ai|khi nào|bao giờ|ở đâu|tại sao|vì sao|như thế nào|bao nhiêu|cho tôi biết|"
        "hãy cho biết|cái gì|điều gì|loại nào|"
        // Hindi, Bengali, Tamil, Amharic, Turkish: they ask in the middle
        "कब|कहाँ|क्यों|कैसे|कितना|कितने|कितनी|कौन|कौन सा|कौन सी|क्या|किस|किसने|किसका|किसकी|किससे|কী|কে|কখন|কোথায়|কেন|কত|"
        "என்ன|யார்|எப்போது|எங்கே|ஏன்|எப்படி|ምን|ማን|መቼ|የት|ለምን|ስንት|ne zaman|nerede|nasıl|niçin|"
        // Ukrainian, Persian, Hebrew
        "скільки|скiльки|чому|چگونه|چطور|کجا|چرا|איפה|מתי|מדוע|");
    return phrases;
}

const Phrases& particles() {
    static const Phrases phrases(
        // Hebrew, Persian, Urdu, Ukrainian, Bengali
        "של|את|על|עם|הוא|היא|אל|לא|از|به|در|که|را|این|آن|است|و|می|کا|کی|کے|میں|سے|ہے|та|й|у|в|з|на|до|що|є|не|і|এর|ও|"
        "এবং|একটি|হয়|ছিল");
    return phrases;
}

const Phrases& vietnamese_particles() {
    static const Phrases phrases(
        "là|của|và|các|những|một|trong|được|cho|với|có|đã|để|ở|từ|này|đó|bị|gì|nào|mà|khi|vào|như|không|ai|đâu|mấy|do|"
        "ra|về|tại|"
        "bằng|theo|hay|hoặc|thì|sẽ|nhiều|bao|việc|sự|cái|chiếc|người ta");
    return phrases;
}

const Phrases& chinese_particles() {
    static const Phrases phrases("的|了|是");
    return phrases;
}

const Phrases& japanese_particles() {
    static const Phrases phrases("は|の|が|を|に|で|と|も|へ|や");
    return phrases;
}

const Phrases& korean_particles() {
    static const Phrases phrases("은|는|이|가|을|를|의|에|와|과|로|도");
    return phrases;
}

const Phrases& places() {
    static const Phrases phrases(
        // English
        "my document|my documents|the document|the documents|this document|these documents|"
        "our document|our documents|your document|your documents|in document|in documents|my file|"
        "my files|the file|the files|this file|these files|my notes|the notes|our notes|my pdf|"
        "the pdf|this pdf|my upload|my uploads|uploaded document|uploaded documents|uploaded file|"
        "uploaded files|my conversation|my conversations|"
        "our conversation|our conversations|earlier conversation|earlier conversations|my chats|"
        "according to|uploaded|"
        // German, Dutch
        "meinen dokumenten|meinem dokument|meine dokumente|mein dokument|dem dokument|den dokumenten|"
        "diesem dokument|im dokument|meinen dateien|meiner datei|meine dateien|der datei|den dateien|"
        "dieser datei|meinen notizen|meine notizen|meinen unterlagen|meine unterlagen|den unterlagen|"
        "gemäß|mijn documenten|mijn document|het document|mijn bestanden|het bestand|volgens|"
        // French, Spanish, Portuguese, Italian, Romanian
        "mes documents|mon document|le document|les documents|ce document|mes fichiers|mon fichier|"
        "le fichier|les fichiers|ce fichier|mes notes|selon|d après|mis documentos|mi documento|"
        "el documento|los documentos|este documento|mis archivos|mi archivo|el archivo|los archivos|"
        "mis notas|según|de acuerdo con|meus documentos|meu documento|no documento|nos documentos|"
        "o documento|os documentos|meus arquivos|meu arquivo|no arquivo|o arquivo|minhas notas|"
        "de acordo com|miei documenti|mio documento|nel documento|nei documenti|il documento|"
        "i documenti|miei file|mio file|nel file|miei appunti|documentele mele|"
        "documentul meu|în document|în documente|în fișier|fișierul meu|fișierele mele|"
        // Turkish, Vietnamese, Greek, Russian
        "belgelerim|belgelerimde|belgelerime|belgem|belgemde|belgede|belgelerde|dosyam|dosyamda|"
        "dosyalarım|dosyalarımda|dosyada|göre|tài liệu của tôi|trong tài liệu|theo tài liệu|"
        "tệp của tôi|trong tệp|έγγραφά μου|έγγραφό μου|στο έγγραφο|στα έγγραφα|το έγγραφο|"
        "αρχεία μου|αρχείο μου|στο αρχείο|στα αρχεία|σύμφωνα με|моих документах|моём документе|"
        "моем документе|мои документы|мой документ|в документе|в документах|моих файлах|моём файле|"
        "моем файле|мои файлы|в файле|в файлах|моих заметках|согласно|"
        // Arabic, Hindi
        "مستنداتي|مستندي|في المستند|في المستندات|ملفاتي|ملفي|في الملف|في الملفات|ملاحظاتي|وفقا|بحسب|"
        "حسب|मेरे दस्तावेज़|मेरे दस्तावेज़ों|मेरे दस्तावेजों|मेरे दस्तावेज|दस्तावेज़ में|"
        "दस्तावेज में|दस्तावेज़ों में|दस्तावेजों में|मेरी फ़ाइल|मेरी फाइल|फ़ाइल में|फाइल में|"
        "के अनुसार|"
        // Chinese, Japanese, Korean, Thai
        "我的文件|我的文档|我的文檔|我的资料|我的資料|文件中|文档中|文檔中|文件里|文档里|文件裡|资料中|資料中|根据文件|"
        "根据文档|根據文件|根據文檔|根据|根據|私の文書|"
        "私のファイル|私の書類|私のドキュメント|文書に|ファイルに|書類に|ドキュメントに|によると|によれば|내 문서|내 "
        "파일|제 문서|문서에|문서에서|파일에|파일에서|"
        "에 따르면|เอกสารของฉัน|เอกสารของผม|ในเอกสาร|ตามเอกสาร|ไฟล์ของฉัน|ในไฟล์|ตามไฟล์|");
    return phrases;
}

const Phrases& standing_there() {
    static const Phrases phrases(
        // In any of them
        "written|mentioned|mention|mentions|stated|state|states|contain|contains|said|described|"
        "listed|stand|stands|steht|stehen|geschrieben|erwähnt|écrit|mentionné|escrito|dice|dicen|"
        "mencionado|menciona|scritto|menzionato|diz|dizem|napsáno|scris|staat|написано|говорится|"
        "сказано|yazıyor|γράφει|يقول|مكتوب|लिखा|viết|写着|写了|寫|書いて|적혀|쓰여|เขียน|");
    return phrases;
}

const Phrases& telling() {
    static const Phrases phrases(
        // English
        "i|we|you|they|he|she|is|are|was|were|be|been|has|have|had|will|would|should|must|"
        "lets|dont|doesnt|didnt|cant|wont|"
        // German, Dutch, Swedish
        "ich|wir|bin|ist|sind|hatte|habe|haben|wird|werden|ik|wij|ben|zijn|jag|är|"
        // French, Spanish, Portuguese, Italian, Romanian
        "je|j|nous|vous|suis|est|sont|ai|avons|yo|soy|es|son|está|están|tengo|tiene|eu|sou|são|tenho|"
        "io|sono|ho|è|sunt|este|"
        // Turkish, Vietnamese, Greek, Russian
        "benim|tôi|εγώ|είμαι|είναι|έχω|я|мы|меня|ты|вы|"
        // Arabic, Hindi, Hebrew
        "أنا|نحن|اسمي|मैं|हम|हूँ|है|हैं|אני|אנחנו|"
        // Chinese, Japanese, Korean, Thai
        "我是|我有|我在|我喜欢|我喜歡|我爱|我愛|我想|我要|我不|我很|我会|我會|我觉得|我住|我叫|你是|您是|他是|她是|"
        "我们是|我們是|私は|僕は|です|ます|ました|でした|だった|나는|저는|내가|제가|입니다|습니다|했다|ผม|"
        "ฉัน|ครับ|ค่ะ|");
    return phrases;
}

const Phrases& orders() {
    static const Phrases phrases(
        // English
        "write|make|create|generate|translate|draw|compose|send|sing|"
        "imagine|pretend|rewrite|rephrase|paint|invent|improve|correct|fix|"
        "forget|delete|tell a joke|tell me a joke|"
        "tell me a story|let us|"
        // German, Dutch
        "schreib|schreibe|übersetze|übersetz|erstelle|mach|mache|zeichne|"
        "spiel|erfinde|verbessere|schrijf|vertaal|maak|"
        // French, Spanish, Portuguese, Italian, Romanian
        "écris|écrivez|traduis|traduisez|fais|crée|dessine|escribe|traduce|haz|"
        "crea|dibuja|escreva|traduza|faça|crie|desenhe|scrivi|traduci|fai|disegna|"
        "scrie|tradu|fă|creează|"
        // Turkish, Vietnamese, Greek, Russian
        "yaz|çevir|oluştur|çiz|viết|dịch|tạo|vẽ|hãy viết|hãy dịch|γράψε|μετάφρασε|φτιάξε|"
        "напиши|напишите|переведи|переведите|сделай|создай|нарисуй|"
        // Arabic, Hindi
        "اكتب|ترجم|أنشئ|ارسم|लिखो|लिखें|लिखिए|अनुवाद|बनाओ|"
        // Chinese, Japanese, Korean, Thai
        "写|寫|翻译|翻譯|画|畫|创作|創作|帮我写|幫我寫|请写|請寫|書いて|訳して|翻訳して|作って|써줘|번역해|"
        "그려줘|만들어|เขียน|แปล|วาด|"
        "สร้าง|");
    return phrases;
}

const Phrases& to_remember() {
    static const Phrases phrases(
        "remember|remember that|remind me|note that|keep in mind|merk dir|merke dir|erinnere|onthoud|souviens "
        "toi|rappelle|"
        "recuerda|recuerde|lembre|ricorda|ține minte|hatırla|nhớ|запомни|запомните|напомни|θυμήσου|تذكر|याद "
        "रखो|记住|記住|请记住|"
        "請記住|覚えて|기억해|จำไว้");
    return phrases;
}

}  // namespace rustygpt::words
