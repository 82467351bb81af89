#include "words/asking.h"

#include <gtest/gtest.h>

namespace rustygpt::words {
namespace {

TEST(Asking, KnowsTheMarksOfEveryScript) {
    for (const char* text :
         {"Wages?", "\u5de5\u8d44\uff1f", "\u0627\u0644\u0631\u0627\u062a\u0628\u061f", "ο μισθός\u037e", "ο μισθός;",
          "ደመወዝ።", "ደመወዝ፧", "\u00bfel sueldo", "When? I wonder.", "(really?)", "\"Why?\"", "Ինչու՞", "wages?!"})
        EXPECT_TRUE(has_question_mark(text)) << text;
    for (const char* text : {"Wages.", "https://example.org/?page=1", "int a = b ? c : d;", "a; b; c;", "", "工资。"})
        EXPECT_EQ(has_question_mark(text), std::string_view(text).contains(" ? ")) << text;
}

bool asks_something(std::string_view text) { return asks(text, units_of(text)); }

TEST(Asking, KnowsTheWordsThatAskInManyLanguages) {
    for (const char* text : {"when do wages come",
                             "in which year was it built",
                             "tell me about holidays",
                             "wann kommt der Lohn",
                             "in welchem Jahr wurde er gebaut",
                             "erkläre die Urlaubsregel",
                             "quand arrive le salaire",
                             "cuándo llega el sueldo",
                             "quando arriva lo stipendio",
                             "quando chega o salário",
                             "când vine salariul",
                             "maaş ne zaman gelir mi acaba?",
                             "nerede çalışıyor",
                             "lương về khi nào",
                             "когда приходит зарплата",
                             "в каком году построили?",
                             "πότε έρχεται ο μισθός",
                             "متى يأتي الراتب",
                             "वेतन कब आता है?",
                             "कब आता है वेतन",
                             "מתי מגיעה המשכורת",
                             "工资什么时候发",
                             "告诉我密码",
                             "給料はいつですか",
                             "暗証番号を教えて",
                             "월급은 언제 나오나요",
                             "เงินเดือนออกเมื่อไร",
                             "ใครเป็นผู้จัดการ"})
        EXPECT_TRUE(asks_something(text)) << text;
    for (const char* text : {"My name is Ada.", "I know what I want", "the printer's code", "Ich weiß es nicht",
                             "Write a poem", "密码是四七一一", "Я живу в Москве", "ฉันชอบแมว"})
        EXPECT_FALSE(asks_something(text)) << text;
}

TEST(Asking, TellsABarePhraseFromAStatementAndACommand) {
    const std::pair<const char*, bool> cases[] = {
        {"printer code", true},
        {"code of the printer", true},
        {"book prices", true},
        {"the holiday policy of 2024", true},
        {"Urlaubsregelung Teilzeit", true},
        {"код принтера", true},
        {"打印机密码", true},
        {"رمز الطابعة", true},
        {"รหัสเครื่องพิมพ์", true},
        {"프린터 비밀번호", true},
        {"I like cats", false},
        {"My name is Ada", false},
        {"Write a poem", false},
        {"translate this to French", false},
        {"Holidays are over.", false},
        {"Schreib ein Gedicht", false},
        {"Напиши стихи", false},
        {"写一首诗", false},
        {"我喜欢猫", false},
        {"key: value", false},
        {"", false},
    };
    for (const auto& [text, bare] : cases) EXPECT_EQ(is_bare_phrase(text, units_of(text)), bare) << text;
}

TEST(Asking, KnowsWhatStatesSomething) {
    for (const char* text : {"Remember that my locker combination is 4711.", "My locker is number 12.",
                             "Is it so? It is so.", "locker 4711", "wifi: swordfish", "Mein Schrank hat die Nummer 12.",
                             "记住我的密码是4711。", "Я живу в Москве.", "note that Bob left"})
        EXPECT_TRUE(states_something(text)) << text;
    for (const char* text :
         {"What is my locker's number?", "what is my locker combination", "Write a poem about lockers",
          "locker combination", "Wie lautet die Nummer", "密码是什么？", "какой у меня шкаф?", "ποιος είναι ο κωδικός;",
          "ما هو الرمز؟", "hello", "", "translate locker into German", "Which locker? And whose?"})
        EXPECT_FALSE(states_something(text)) << text;
}

std::string left(std::string_view question) {
    std::string out(question);
    const auto silent = silent_stretches(question, Places::silent);
    for (auto at = silent.rbegin(); at != silent.rend(); ++at) out.replace(at->begin, at->end - at->begin, "_");
    return out;
}

TEST(Asking, LeavesTheSubjectOfAQuestion) {
    const std::pair<const char*, const char*> cases[] = {
        {"printer code in my documents", "printer code in _"},
        {"what is written in the file about wages", "_ is _ in _ about wages"},
        {"a written document", "a written document"},
        {"打印机的密码是什么？", "打印机_密码__？"},
        {"告诉我密码", "_密码"},
        {"給料はいつですか", "給料___"},
        {"월급은 언제 나오나요", "월급_ _ 나오_"},
        {"ใครเป็นผู้จัดการ", "_เป็นผู้จัดการ"},
        {"quel est le mot de passe", "_ est le mot de passe"},
        {"lương về khi nào", "lương _ _"},
        {"код в моих документах", "код _ _"},
    };
    for (const auto& [question, expected] : cases) EXPECT_EQ(left(question), expected);
}

}  // namespace
}  // namespace rustygpt::words
