// NetworkError: why an operation on a connection did not succeed, in words.
#pragma once

#include <string>

#include <boost/system/system_error.hpp>

namespace acrida {

/// What the clients of this SDK throw. code() is for code, such as boost::asio::error::timed_out;
/// what() is one line for people: "connect to 127.0.0.1:6379: Connection refused".
class NetworkError : public boost::system::system_error {
 public:
  NetworkError(boost::system::error_code code, std::string text);
  ~NetworkError() override;
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

}  // namespace acrida
