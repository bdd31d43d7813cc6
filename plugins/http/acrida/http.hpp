// What the source file of an HTTP test includes: HttpUser and all of acrida.hpp.
#pragma once

#include <acrida/acrida.hpp>
#include <acrida/http_user.hpp>
