#pragma once

// What configured texts may look like.

#include "config/fields.h"

namespace rustygpt::config::rules {

Rule anything();
Rule address();           // an IPv4 or IPv6 address
Rule address_or_network();
Rule base_path();         // "" or "/a/b"
Rule metrics_path();      // "/metrics", not where other routes are
Rule origin();            // RFC 6454: scheme, host, port; no path
Rule origin_or_nothing();
Rule cookie_name();       // RFC 6265 section 4.1.1: a token
Rule database_url();
Rule http_url();          // or nothing
Rule model_id();

}  // namespace rustygpt::config::rules
