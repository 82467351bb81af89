#include <algorithm>
#include <array>
#include <string>

#include "accounts/identity.h"
#include "base/utf8.h"

namespace rustygpt::accounts {
namespace {

// Words that common passwords are built from: one of them, or it doubled, with digits and signs around it.
constexpr std::array<std::string_view, 76> words{
    "password",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "motdepasse",
    "contrasena",
    "wachtwoord",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "azerty",
    "asdfgh",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsx",
    "qazwsxedc",
    "iloveyou",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "administrador",
    "changeme",
    "secret",
    "default",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "basketball",
    "princess",
    "sunshine",
    "superman",
    "batman",
    "pokemon",
    "starwars",
    "trustno",
    "master",
    "shadow",
    "michael",
    "jennifer",
    "jordan",
    "hunter",
    "computer",
    "internet",
    "whatever",
    "freedom",
    "liverpool",
    "chelsea",
    "arsenal",
    "manchester",
    "manchesterunited",
    "barcelona",
    "realmadrid",
    "juventus",
    "charlie",
    "samsung",
    "google",
    "facebook",
    "linkedin",
    "minecraft",
    "fortnite",
    "chocolate",
    "butterfly",
    "flower",
    "letmeinnow",
    "iloveyouso",
    "passwordpassword",
    "mypassword",
    "thepassword",
    "newpassword",
    "login",
    "guest",
    "test",
    "user",
};

// Whole passwords, folded, of 12 or more characters.
constexpr std::array<std::string_view, 66> whole{
    "1q2w3e4r5t6y",
    "1q2w3e4r5t6y7u",
    "1q2w3e4r5t6y7u8i",
    "q1w2e3r4t5y6",
    "q1w2e3r4t5y6u7",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "zaq12wsxcde3",
    "zaq1xsw2cde3",
    "qwer1234asdf",
    "qwerasdfzxcv",
    "asdf1234asdf",
    "qazwsxedcrfv",
    "qazwsxedcrfvtgb",
    "qweasdzxc123",
    "123qweasdzxc",
    "qwe123qwe123",
    "abc123abc123",
    "a1b2c3d4e5f6",
    "1a2b3c4d5e6f",
    "123abc456def",
    "abcd1234abcd",
    "abcd1234efgh",
    "123456abcdef",
    "abcdef123456",
    "1234qwerasdf",
    "1234abcd5678",
    "pass1234word",
    "pass123word123",
    "passwd123456",
    "password is password",
    "thisismypassword",
    "thisisapassword",
    "thisispassword",
    "this is a password",
    "my password is",
    "correcthorsebatterystaple",
    "iloveyouforever",
    "ilovemyfamily",
    "ilovemymother",
    "iloveyoubaby",
    "iloveyou4ever",
    "letmeinplease",
    "pleaseletmein",
    "opensesame123",
    "opensesame12",
    "trustnoone123",
    "onceuponatime",
    "harrypotter1",
    "harrypotter12",
    "harrypotter123",
    "lordoftherings",
    "spongebob123",
    "unbelievable",
    "christopher1",
    "christopher123",
    "alexander123",
    "jesuschrist1",
    "jesusislord1",
    "jesuslovesme",
    "godisgood123",
    "motherfucker",
    "motherfucker1",
    "fuckyoufuckyou",
    "monkeymonkey1",
    "summerwinter1",
};

// Rows that fingers slide along; a password that goes along one of them, wrapping around, is no secret.
constexpr std::array<std::string_view, 12> runs{
    "1234567890",
    "0123456789",
    "0987654321",
    "9876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "azertyuiop",
};

bool is_run(std::string_view text) {
    return std::ranges::any_of(runs, [text](std::string_view run) {
        const auto start = run.find(text.front());
        if (start == run.npos) return false;
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] != run[(start + i) % run.size()]) return false;
        return true;
    });
}

// Longer ones are no common passwords, though hardly good ones.
bool is_one_key(std::string_view text) {
    return text.size() <= 24 && text.find_first_not_of(text.front()) == text.npos;
}

bool letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

// "!!password2024" is password.
std::string_view core_of(std::string_view text) {
    while (!text.empty() && !letter(text.front())) text.remove_prefix(1);
    while (!text.empty() && !letter(text.back())) text.remove_suffix(1);
    return text;
}

// Is it nothing but `word`, over and over?
bool repeats(std::string_view text, std::string_view word) {
    if (word.empty() || text.size() % word.size() != 0) return false;
    while (text.starts_with(word)) text.remove_prefix(word.size());
    return text.empty();
}

bool is_built_from_a_word(std::string_view text) {
    const auto core = core_of(text);
    if (core.empty()) return false;
    return std::ranges::any_of(words,
                               [&](std::string_view word) { return repeats(core, word) || repeats(text, word); });
}

}  // namespace

bool too_common(std::string_view password, std::string_view email, std::string_view username) {
    const auto folded = utf8::lookalike_key(password);
    if (!folded || folded->empty()) return true;
    const auto is_name = [&](std::string_view name) {
        return !name.empty() && repeats(*folded, utf8::lookalike_key(name).value_or(""));
    };
    if (is_name(email) || is_name(email.substr(0, email.find('@'))) || is_name(username)) return true;
    return is_one_key(*folded) || is_run(*folded) || is_built_from_a_word(*folded) ||
           std::ranges::find(whole, *folded) != whole.end();
}

}  // namespace rustygpt::accounts
