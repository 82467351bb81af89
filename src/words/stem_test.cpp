#include "words/stem.h"

#include <gtest/gtest.h>

#include "words/stop_words.h"

namespace rustygpt::words {
namespace {

std::string stem(std::string_view text, Language language) { return stem_of(text, words_of(text).front(), language); }

TEST(Stem, IsSharedByTheInflectionsOfAWord) {
    const std::tuple<Language, const char*, const char*> same[] = {{Language::english, "exports", "Exporting"},
                                                                   {Language::english, "cities", "city"},
                                                                   {Language::german, "Häuser", "Haus"},
                                                                   {Language::german, "Größen", "grosse"},
                                                                   {Language::french, "éléphants", "ELEPHANT"},
                                                                   {Language::spanish, "canciones", "canción"},
                                                                   {Language::russian, "ёлками", "елка"},
                                                                   {Language::russian, "книги", "книгой"},
                                                                   {Language::greek, "υπολογιστές", "υπολογιστη"},
                                                                   {Language::portuguese, "informações", "informação"},
                                                                   {Language::italian, "musei", "museo"},
                                                                   {Language::dutch, "boeken", "boek"},
                                                                   {Language::swedish, "böckerna", "böcker"},
                                                                   {Language::arabic, "المكتبات", "مكتبة"},
                                                                   {Language::hindi, "किताबें", "किताब"},
                                                                   {Language::turkish, "evler", "ev"}};
    for (const auto& [language, one, other] : same)
        EXPECT_EQ(stem(one, language), stem(other, language)) << one << " and " << other;
}

TEST(Stem, LeavesWhatHasNoEndings) {
    EXPECT_EQ(stem("C++", Language::english), "c++");
    EXPECT_EQ(stem("1,000", Language::english), "1000");
    EXPECT_EQ(stem("経営者", Language::english), "経");
    EXPECT_EQ(stem("exports", Language::none), "exports");
    EXPECT_EQ(stem(std::string(200, 's'), Language::english), std::string(120, 's'));
}

TEST(Stem, OfAWordIsOneOfItsLanguageOnly) {
    EXPECT_NE(stem("Kinder", Language::german), stem("Kinder", Language::english));
    EXPECT_EQ(stem("Kinder", Language::german), stem("Kind", Language::german));  // also from what is remembered
    EXPECT_EQ(stem("Kinder", Language::german), "kind");
}

TEST(Language, IsGuessed) {
    const std::pair<const char*, Language> cases[] = {
        {"What is the height of the tower?", Language::english},
        {"Wie hoch ist der Mindestbestellwert?", Language::german},
        {"Quelle est la population de Paris ?", Language::french},
        {"¿Cuál es la capital del país?", Language::spanish},
        {"Qual é a capital do Brasil e quantas pessoas vivem lá?", Language::portuguese},
        {"Quanto costa il biglietto per il museo?", Language::italian},
        {"Hoeveel mensen wonen er in het dorp?", Language::dutch},
        {"Hur många människor bor i byn?", Language::swedish},
        {"Hvor mange mennesker bor der i byen?", Language::danish},
        {"Kuinka monta ihmistä asuu kylässä ja missä se on?", Language::finnish},
        {"Hány ember él a faluban, és hol van?", Language::hungarian},
        {"Câți oameni locuiesc în sat și unde este?", Language::romanian},
        {"Köyde kaç kişi yaşıyor ve nerede?", Language::turkish},
        {"Berapa banyak orang yang tinggal di desa itu?", Language::indonesian},
        {"Сколько людей живёт в деревне?", Language::russian},
        {"Скільки людей живе в селі і хто їх рахує?", Language::none},
        {"Πόσοι άνθρωποι μένουν στο χωριό;", Language::greek},
        {"كم عدد الناس في القرية؟", Language::arabic},
        {"چند نفر در این روستا زندگی می‌کنند؟", Language::none},
        {"गाँव में कितने लोग रहते हैं?", Language::hindi},
        {"カフェはどこですか", Language::none},
        {"12:30", Language::none},
        {"", Language::none},
        {"Refund policy", Language::english}};
    for (const auto& [text, language] : cases) EXPECT_EQ(language_of(text), language) << text;
}

TEST(Language, HasItsLittleWords) {
    EXPECT_EQ(stop_word_in("uber"), only(Language::german));
    EXPECT_TRUE(stop_word_in("de") & only(Language::spanish));
    EXPECT_TRUE(stop_word_in("de") & only(Language::dutch));
    EXPECT_EQ(stop_word_in("tower"), 0u);
    for (const auto& list : stop_words())
        for (const auto& word : words_of(list.words))
            EXPECT_LE(word.key.size(), static_cast<unsigned char>(word.key[0]) < 0x80 ? 10u : 24u) << word.key;
}

}  // namespace
}  // namespace rustygpt::words
