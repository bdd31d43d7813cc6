// Result<T>: a value, or an Error that says what happened, where and what to do.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace acrida {

/// An error of the tool itself (never a failed request of the system under test, which is data).
/// `what` is one line: what happened, where, what to do.
struct Error {
  std::string what;
};

/// Called by Result<T>::value() on an error; thus an unchecked error is an exception, not a crash.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.what);
}

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace acrida
