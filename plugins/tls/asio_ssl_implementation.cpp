// The one translation unit that compiles Asio's TLS; the executable exports it to the plugins.
#include <boost/asio/ssl/impl/src.hpp>
