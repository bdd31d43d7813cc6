// What the source file of a test without HTTP includes: User, TaskSet and the registration.
#pragma once

#include <acrida/argument.hpp>
#include <acrida/control_flow.hpp>
#include <acrida/descriptor.hpp>
#include <acrida/feeder.hpp>
#include <acrida/offload.hpp>
#include <acrida/register.hpp>
#include <acrida/task_set.hpp>
#include <acrida/test_file.hpp>
#include <acrida/test_threshold.hpp>
#include <acrida/user.hpp>
#include <acrida/within.hpp>
