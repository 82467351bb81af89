#pragma once

#include "words/phrases.h"

namespace rustygpt::words {

// How people ask and tell, in the languages that we know of. Short lists: what they miss is weighed by how rare it is.

// In front of what they ask for: "who", "how many"; "tell me", "find". Languages without spaces put some behind it.
const Phrases& asking_in_front();
// Those that ask wherever they stand, and mean nothing else in any language. What is found in a text is no subject.
const Phrases& asking_anywhere();
// Particles of languages that we have no stop words for; those of Vietnamese are other languages' words without
// accents.
const Phrases& particles();
const Phrases& vietnamese_particles();
// Characters.
const Phrases& chinese_particles();
const Phrases& japanese_particles();
const Phrases& korean_particles();

// That something stands in what one has uploaded: "in my documents", "according to".
const Phrases& places();
// Beside a place: "written", "mentioned".
const Phrases& standing_there();

// In a text that is told and does not ask: "I", "is". A pronoun, a copula.
const Phrases& telling();
// In front of what shall be done: "write", "remember". No search does that.
const Phrases& orders();
// Likewise; but what follows is said.
const Phrases& to_remember();

}  // namespace rustygpt::words
