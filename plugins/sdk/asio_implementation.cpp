// The one translation unit that compiles Asio; the executable exports it to the plugins.
#include <boost/asio/impl/src.hpp>
