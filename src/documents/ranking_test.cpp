#include "documents/ranking.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "documents/excerpt.h"

namespace rustygpt::documents {
namespace {

using Texts = std::vector<std::string>;

Texts keys(const std::vector<Term>& terms) {
    Texts out;
    for (const auto& term : terms) {
        out.push_back(term.key);
        for (const auto& key : term.then) out.back() += " " + key;
        if (term.prefix) out.back() += "*";
    }
    return out;
}

TEST(Query, KeepsTheWordsThatSaySomething) {
    EXPECT_EQ(keys(terms_of("What does the Handbook say about holidays?")), (Texts{"handbook", "holidays"}));
    EXPECT_EQ(keys(terms_of("Export, EXPORT")), (Texts{"export"}));
    EXPECT_EQ(keys(terms_of("\u00dcbermut, caf\u00e9 and 中文")), (Texts{"ubermut", "cafe", "中文"}));
    EXPECT_EQ(keys(terms_of("in 1865, of the B-52")), (Texts{"1865", "b", "52"}));
    EXPECT_EQ(keys(terms_of("Is 1,000 in C++?")), (Texts{"1000", "c++"}));
    EXPECT_EQ(keys(terms_of("経営者と茶")), (Texts{"経営", "営者", "茶"}));
    EXPECT_EQ(keys(terms_of("茶 tea")), (Texts{"茶", "tea"}));
    EXPECT_EQ(keys(terms_of("What is it?")), Texts{});
    std::string many;
    for (int i = 0; i < 100; ++i) many += "w" + std::to_string(i) + " ";
    EXPECT_EQ(terms_of(many).size(), 32U);
}

TEST(Query, SearchesForWhatStandsTogether) {
    const std::pair<const char*, Texts> cases[] = {{"the Hand", {"the", "hand*"}},
                                                   {"経営者", {"経営 営 営者"}},
                                                   {"茶", {"茶"}},
                                                   {"iPhone手機", {"iphone 手 手機"}},
                                                   {"新\u3000手機で", {"新", "手機 機 機で"}},
                                                   {"C++", {"c++"}},
                                                   {"C++/CLI C", {"c++ c cli", "c*"}},
                                                   {"AT&T", {"at t"}},
                                                   {"3.14", {"3 14*"}},
                                                   {"1,000", {"1000*"}},
                                                   {"a\"b* NEAR(x) {col}:d", {"a b", "near x", "col d"}},
                                                   {"... \u3002", {}}};
    for (const auto& [search, expected] : cases) EXPECT_EQ(keys(search_terms_of(search)), expected) << search;
    EXPECT_EQ(search_terms_of(std::string(500, '-') + "a b c d e f g h i j k l m n o p q r s").size(), 16U);
    std::string long_run;
    for (int i = 0; i < 500; ++i) long_run += "経";
    EXPECT_LE(search_terms_of(long_run).front().then.size(), 64U);
}

std::string marked(const Excerpt& excerpt) {
    std::string out;
    std::size_t at = 0;
    std::int64_t point = 0;
    const auto go_to = [&](std::int64_t until) {
        for (; at < excerpt.text.size() &&
               (point < until || (static_cast<unsigned char>(excerpt.text[at]) & 0xC0) == 0x80);
             ++at) {
            if ((static_cast<unsigned char>(excerpt.text[at]) & 0xC0) != 0x80) ++point;
            out += excerpt.text[at];
        }
    };
    for (const auto& range : excerpt.highlights) {
        go_to(range.start);
        out += '[';
        go_to(range.end);
        out += ']';
    }
    go_to(INT64_MAX);
    return out;
}

TEST(Excerpts, MarkExactlyWhatASearchFound) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"経営者", "日東電工株式会社の経営者について", "日東電工株式会社の[経営者]について"},
        {"전문점", "커피전문점은 오프라인", "커피[전문점]은 오프라인"},
        {"ёлка", "Новая елка и ЁЛКА, ёлки", "Новая [елка] и [ЁЛКА], ёлки"},
        {"strasse", "Die Straße in Weiß", "Die [Straße] in Weiß"},
        {"ガイド", "旅行ｶﾞｲﾄﾞです", "旅行[ｶﾞｲﾄﾞ]です"},
        {"ข้าว", "ฉันกินข้าวผัด", "ฉันกิน[ข้าว]ผัด"},
        {"C++", "C++, Vitamin C, C#", "[C++], Vitamin C, C#"},
        {"iPhone手", "我的iPhone手機, iPhone", "我的[iPhone手]機, iPhone"},
        {"1000", "cost 1,000 or 1 000", "cost [1,000] or 1 000"},
        {"AT&T", "AT&T at the time", "[AT&T] at the time"}};
    for (const auto& [search, text, expected] : cases)
        EXPECT_EQ(marked(excerpt_of(text, search_terms_of(search), 1'000)), expected) << search;
}

TEST(Excerpts, HaveAMatchThatATextWithoutBordersHidesBetweenTwo) {
    std::string text;
    for (int i = 0; i < 99; ++i) text += "あ";
    text += "経営者";
    for (int i = 0; i < 300; ++i) text += "い";
    const auto excerpt = excerpt_of(text, search_terms_of("経営者"), 100);
    ASSERT_EQ(excerpt.highlights.size(), 1U);
    EXPECT_EQ(excerpt.range.end - excerpt.range.start, 100);
    EXPECT_EQ(excerpt.range.start + excerpt.highlights[0].start, 99);
    EXPECT_EQ(excerpt.highlights[0].end - excerpt.highlights[0].start, 3);
}

TEST(Matches, AreInflectionsInTheTextsOwnLanguage) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"What are the exports?", "It is exporting what the people of the valley grow.", "exporting"},
        {"Wie viele Häuser?", "Das Haus ist in der Stadt und die Straße ist nicht weit.", "Haus"},
        {"Häuser", "haeuser, HAUSER", "HAUSER"},
        {"経営者は誰", "弊社の経営者は田中です。", "経営者"},
        {"Quali musei ci sono?", "Il museo è aperto anche di domenica con la guida.", "museo"},
        {"C language", "The language C++ and the language C are not the same.", "language|C|language|C"}};
    for (const auto& [question, text, expected] : cases) {
        const auto excerpt = excerpt_of(text, terms_of(question), 1'000);
        std::string found;
        for (const auto& range : excerpt.highlights) {
            if (!found.empty()) found += '|';
            std::size_t at = 0;
            for (std::int64_t point = 0; at < excerpt.text.size(); ++at) {
                if ((static_cast<unsigned char>(excerpt.text[at]) & 0xC0) != 0x80) ++point;
                if (point > range.start && point <= range.end) found += excerpt.text[at];
            }
        }
        EXPECT_EQ(found, expected) << question;
    }
}

Candidate passage(std::string id, std::string text) {
    return {.id = std::move(id), .title = "T", .context = "T", .text = std::move(text)};
}

Texts ranked(std::string_view question, const std::vector<Candidate>& candidates) {
    const auto terms = terms_of(question);
    Texts ids;
    const Statistics statistics{.passages = 10, .words = 100, .having = std::vector<std::int64_t>(terms.size(), 2)};
    for (const auto& one : rank(terms, statistics, candidates)) ids.push_back(candidates[one.candidate].id);
    return ids;
}

TEST(Ranking, PrefersAllWordsToOneRepeated) {
    const std::vector<Candidate> candidates{passage("a", "zebra zebra zebra zebra"), passage("b", "zebra eats grass"),
                                            passage("c", "nothing of it")};
    EXPECT_EQ(ranked("Which zebra eats grass?", candidates), (Texts{"b", "a"}));
}

TEST(Ranking, PrefersNeighboursAndTheContext) {
    const std::vector<Candidate> apart{passage("a", "zebra that often eats grass"),
                                       passage("b", "that zebra eats a grass")};
    EXPECT_EQ(ranked("zebra eats", apart).front(), "b");
    std::vector<Candidate> below{passage("a", "stripes and legs"), passage("b", "stripes and legs")};
    below[1].context = "Zebras";
    EXPECT_EQ(ranked("zebra stripes", below), (Texts{"b", "a"}));
}

TEST(Ranking, BreaksTiesByIdWhateverTheOrder) {
    std::vector<Candidate> candidates;
    for (const char* id : {"d", "a", "c", "b"}) candidates.push_back(passage(id, "the same zebra"));
    std::mt19937 random(3);
    for (int round = 0; round < 20; ++round) {
        std::ranges::shuffle(candidates, random);
        EXPECT_EQ(ranked("zebra", candidates), (Texts{"a", "b", "c", "d"}));
    }
}

TEST(Ranking, WeighsARareWordMore) {
    const auto terms = terms_of("common rare");
    const std::vector<Candidate> candidates{passage("a", "common word"), passage("b", "rare word")};
    const Statistics statistics{.passages = 100, .words = 200, .having = {90, 1}};
    const auto order = rank(terms, statistics, candidates);
    ASSERT_EQ(order.size(), 2U);
    EXPECT_EQ(order[0].candidate, 1U);
    EXPECT_GT(order[0].coverage, least_found(100));
    EXPECT_LT(order[1].coverage, least_found(100));
    EXPECT_EQ(order[0].missing, Texts{"common"});
    EXPECT_EQ(order[1].missing, Texts{"rare"});
}

TEST(Excerpt, TakesTheSentencesWithMostTermsAndMarksThem) {
    const std::string text = "# Title\n\nNothing here. A z\u00e8bra runs. It eats grass at noon. The end of it.";
    const auto excerpt = excerpt_of(text, terms_of("zebra grass"), 60);
    EXPECT_EQ(excerpt.text, "Nothing here. A z\u00e8bra runs. It eats grass at noon.");
    EXPECT_EQ(excerpt.range.start, 9);
    EXPECT_EQ(excerpt.range.end, 9 + 50);
    ASSERT_EQ(excerpt.highlights.size(), 2U);
    EXPECT_EQ(excerpt.highlights[0].start, 16);
    EXPECT_EQ(excerpt.highlights[0].end, 21);
    EXPECT_EQ(excerpt.highlights[1].start, 36);
}

TEST(Excerpt, IsNeverLongerThanAsked) {
    const auto excerpt = excerpt_of(std::string(10'000, 'x') + " zebra", terms_of("zebra"), 50);
    EXPECT_LE(excerpt.range.end - excerpt.range.start, 50);
    EXPECT_EQ(excerpt.text, "zebra");
}

}  // namespace
}  // namespace rustygpt::documents
