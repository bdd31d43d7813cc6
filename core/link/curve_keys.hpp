// CurveKeys: the key pair of one end of an encrypted link.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace acrida::link {

/// Both as text: 64 hexadecimal digits, which need no quotes in a shell. The secret key goes into
/// no log, command line or frame.
struct CurveKeys {
  std::string public_key;
  std::string secret_key;
};

/// A fresh pair. The error says that the system's libzmq cannot encrypt.
Result<CurveKeys> make_curve_keys();

/// The pair of a secret key. The error does not repeat the text.
Result<CurveKeys> curve_keys_of(std::string_view secret_key);

/// Whether a text has the form of a key: digits and lower-case letters.
bool is_curve_key(std::string_view text);

/// The 32 bytes of a key, as ZeroMQ takes and hands them over, and back. Empty for what is none.
std::string curve_key_bytes(std::string_view text);
std::string curve_key_text(std::string_view bytes);

}  // namespace acrida::link
