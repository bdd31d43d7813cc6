// What the source file of a UDP test includes: UdpUser and all of acrida.hpp.
#pragma once

#include <acrida/acrida.hpp>
#include <acrida/udp_user.hpp>
