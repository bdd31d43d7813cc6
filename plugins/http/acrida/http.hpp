// What the source file of an HTTP test includes: HttpUser and the registration of classes.
#pragma once

#include <acrida/argument.hpp>
#include <acrida/http_user.hpp>
#include <acrida/register.hpp>
