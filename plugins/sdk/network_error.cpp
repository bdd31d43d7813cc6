// NetworkError: one home for its type information.
#include <utility>

#include <acrida/network_error.hpp>

namespace acrida {

NetworkError::NetworkError(boost::system::error_code code, std::string text)
    : system_error(code), text_(std::move(text)) {}

NetworkError::~NetworkError() = default;

}  // namespace acrida
