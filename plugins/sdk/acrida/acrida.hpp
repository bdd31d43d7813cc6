// What the source file of a test without HTTP includes: User and the registration of classes.
#pragma once

#include <acrida/argument.hpp>
#include <acrida/descriptor.hpp>
#include <acrida/offload.hpp>
#include <acrida/register.hpp>
#include <acrida/user.hpp>
#include <acrida/within.hpp>
