// What the source file of an HTTP test includes: HttpUser, FastHttpUser and all of acrida.hpp.
#pragma once

#include <acrida/acrida.hpp>
#include <acrida/fast_http_user.hpp>
#include <acrida/http_user.hpp>
