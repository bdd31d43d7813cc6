// What the source file of a TCP test includes: TcpUser and all of acrida.hpp.
#pragma once

#include <acrida/acrida.hpp>
#include <acrida/tcp_user.hpp>
