// What the source file of an HTTP test includes: HttpUser and the registration of classes.
#pragma once

#include <acrida/http_user.hpp>
#include <acrida/register.hpp>
