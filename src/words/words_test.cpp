#include "words/words.h"

#include <gtest/gtest.h>

#include "words/fold.h"

namespace rustygpt::words {
namespace {

std::string keys_of(std::string_view text) {
    std::string out;
    for (const auto& word : words_of(text)) out += (out.empty() ? "" : " ") + word.key;
    return out;
}

TEST(Fold, TakesForTheSameWhatPeopleTakeForTheSame) {
    const std::pair<const char*, const char*> same[] = {{"Ёлка", "елка"},
                                                        {"ёжик", "ежик"},
                                                        {"же\u0301на", "жена"},
                                                        {"Straße", "strasse"},
                                                        {"STRASSE", "straße"},
                                                        {"Größe", "grosse"},
                                                        {"Øre", "ore"},
                                                        {"Łódź", "lodz"},
                                                        {"Đà Nẵng", "da nang"},
                                                        {"naïve", "NAIVE"},
                                                        {"cafe\u0301", "café"},
                                                        {"Þór", "thor"},
                                                        {"Æsir", "aesir"},
                                                        {"œuvre", "oeuvre"},
                                                        {"Işık", "isik"},
                                                        {"İstanbul", "istanbul"},
                                                        {"Αθήνα", "αθηνα"},
                                                        {"Σίσυφος", "ΣΙΣΥΦΟΣ"},
                                                        {"ἄνθρωπος", "ανθρωπος"},
                                                        {"مَرحَبًا", "مرحبا"},
                                                        {"مكتبة", "مكتبه"},
                                                        {"أحمد", "احمد"},
                                                        {"إسلام", "اسلام"},
                                                        {"آمن", "امن"},
                                                        {"مصطفى", "مصطفي"},
                                                        {"كـــتاب", "كتاب"},
                                                        {"می\u200Cخواهم", "ميخواهم"},
                                                        {"کتاب", "كتاب"},
                                                        {"שָׁלוֹם", "שלום"},
                                                        {"ＡＢＣ１２", "abc12"},
                                                        {"ﾃﾞｰﾀ", "データ"},
                                                        {"ｶﾞｲﾄﾞ", "ガイド"},
                                                        {"か\u3099", "が"},
                                                        {"ﬁnden", "finden"},
                                                        {"सड़क", "सडक"},
                                                        {"हँसी", "हंसी"},
                                                        {"۱۲۳", "123"},
                                                        {"२०२४", "2024"},
                                                        {"co\u00ADop", "coop"},
                                                        {"\u1112\u1161\u11AB", "한"},
                                                        {"Ⅳ", "iv"},
                                                        {"ÿ", "y"},
                                                        {"Hawaiʻi", "hawaii"},
                                                        {"ð", "d"}};
    for (const auto& [one, other] : same) {
        // Words: a separator has no key.
        EXPECT_EQ(keys_of(one), keys_of(other)) << one << " and " << other;
        EXPECT_FALSE(keys_of(one).empty()) << one;
    }
}

TEST(Fold, KeepsApartWhatIsAnotherWord) {
    const std::pair<const char*, const char*> other[] = {
        {"мой", "мои"}, {"їх", "іх"},      {"ўсё", "усё"},  {"ќе", "ке"}, {"か", "が"}, {"は", "ぱ"},
        {"ハ", "バ"},   {"कि", "की"},      {"कल", "काल"},   {"ไม่", "ไม้"}, {"ມາ", "ມ້າ"}, {"ကာ", "က"},
        {"កា", "កី"},    {"مسؤول", "مسول"}, {"தமிழ்", "தமழ"}, {"Ω", "О"},   {"つ", "っ"}, {"か", "カ"}};
    for (const auto& [one, two] : other) EXPECT_NE(fold(one), fold(two)) << one << " and " << two;
}

TEST(Fold, CutsWhatIsTooLongBetweenCodePoints) {
    std::string word(longest_key - 1, 'a');
    EXPECT_EQ(fold(word + "\u0436\u0436"), word);
    EXPECT_EQ(fold(word + "bcd"), word + "b");
}

TEST(Words, AreFoundInEveryScript) {
    const std::pair<const char*, const char*> cases[] = {
        {"Cats, and dogs!", "cats and dogs"},
        {"日東電工", "日 日東 東 東電 電 電工 工"},
        {"は？", "は"},
        {"iPhone手機", "iphone 手 手機 機"},
        {"3月と12月", "3 月 月と と 12 月"},
        {"커피 전문점", "커 커피 피 전 전문 문 문점 점"},
        {"スーパー", "ス スー ー ーパ パ パー ー"},
        {"ｽｰﾊﾟｰ", "ス スー ー ーパ パ パー ー"},
        {"ชื่อ", "ชื่ ชื่อ อ"},
        {"น้ำ", "น\u0E49\u0E4D\u0E32"},
        {"น\u0E49\u0E4D\u0E32", "น\u0E49\u0E4D\u0E32"},
        {"ລາວ", "ລ ລາ າ າວ ວ"},
        {"ខ្មែរ", "ខ\u17D2 ខ\u17D2មែ មែ មែរ រ"},
        {"ភាសា\u200Bខ្មែរ", "ភា ភាសា សា សាខ\u17D2 ខ\u17D2 ខ\u17D2មែ មែ មែរ រ"},
        {"မြန်မာ", "မြ မြန် န် န်မာ မာ"},
        {"ปี๒๕๖๗", "ปี 2567"},
        {"བོད་ཡིག", "བོད ཡིག"},
        {"Привет, мир", "привет мир"},
        {"l'eau d’été", "l eau d ete"},
        {"don't", "don t"},
        {"node.js", "node js"},
        {"AT&T", "at t"},
        {"anna@example.com", "anna example com"},
        {"3.14", "3 14"},
        {"2024-05-01", "2024 05 01"},
        {"½ cup", "12 cup"},
        {"👍🏽 ok", "ok"},
        {"", ""},
        {" ,.;+#\u3002", ""}};
    for (const auto& [text, keys] : cases) EXPECT_EQ(keys_of(text), keys) << text;
}

TEST(Words, HaveTheSignsThatMakeThemOthers) {
    const std::pair<const char*, const char*> cases[] = {{"C++, C# and F#.", "c++ c c# c and f# f"},
                                                         {"C++20", "c++ c 20"},
                                                         {"Ｃ＋＋", "c++ c"},
                                                         {"C♯", "c# c"},
                                                         {"an A+ for B+ trees", "an a+ a for b+ b trees"},
                                                         {"a+b", "a b"},
                                                         {"one+two", "one two"},
                                                         {"1++", "1"},
                                                         {"issue#5", "issue 5"},
                                                         {"#hashtag", "hashtag"},
                                                         {"notepad++", "notepad++ notepad"},
                                                         {".NET (.env) end.", ".net net .env env end"},
                                                         {"ASP.NET", "asp net"},
                                                         {"...and", "and"},
                                                         {"1,234,567", "1234567 1 234 567"},
                                                         {"10\u202F000", "10000 10 000"},
                                                         {"1'000.50", "1000 1 000 50"},
                                                         {"1,23", "1 23"},
                                                         {"1,2345", "1 2345"},
                                                         {"1234,567", "1234 567"},
                                                         {"1,000px", "1 000px"}};
    for (const auto& [text, keys] : cases) EXPECT_EQ(keys_of(text), keys) << text;
}

TEST(Words, SayWhereTheyAre) {
    const std::string_view text = "Ein 経営者 (ﾃﾞｰﾀ) co\u00ADop\u200B C++.";
    std::string found;
    for (const auto& word : words_of(text)) {
        found += text.substr(word.begin, word.end - word.begin);
        found += '|';
    }
    EXPECT_EQ(found, "Ein|経|経営|営|営者|者|ﾃﾞ|ﾃﾞｰ|ｰ|ｰﾀ|ﾀ|co\u00ADop|C++|C|");
}

TEST(Words, AreCounted) {
    EXPECT_EQ(count_words("1,000 cats, 経営者"), 5);
    EXPECT_EQ(count_words("C++"), 1);
    EXPECT_FALSE(has_words("... \u3002 ++ \U0001F600"));
    EXPECT_TRUE(has_words("... \u3002 \u0E01"));
}

// An index is searched for phrases: any part of a text that begins and ends at characters must be one.
TEST(Words, OfAPartStandTogetherInTheWhole) {
    const std::string_view text = "日東電工のiPhone手機は3月";
    const auto whole = ' ' + keys_of(text) + ' ';
    for (const std::string_view part : {"電工", "日東電工", "工のiPhone", "機は3月", "の", "手機"})
        EXPECT_TRUE(whole.contains(' ' + keys_of(part) + ' ')) << part;
}

}  // namespace
}  // namespace rustygpt::words
