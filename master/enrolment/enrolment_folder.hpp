// EnrolmentFolder: the master's keys and the list of its slaves, as files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/link/curve_keys.hpp"
#include "master/enrolment/enrolment_book.hpp"

namespace acrida {

/// In the master's data directory, each with mode 0600 and replaced at once when it changes:
///
///   master-key        the secret key that slaves know the master by; made once
///   enrolment-token   a secret key with which a new slave may make its own key known
///   enrolled          the EnrolmentBook
///
/// A master and the command `acrida slaves` share it: changes are made under a lock, and a master
/// looks each second whether the files are others. One thread.
class EnrolmentFolder final {
 public:
  /// `named` may be empty, see state_folder(). Makes what is missing. The error names the file.
  static Result<EnrolmentFolder> open(const std::filesystem::path& named);

  const link::CurveKeys& master_keys() const { return master_keys_; }
  const link::CurveKeys& token() const { return token_; }
  const EnrolmentBook& book() const { return book_; }
  EnrolmentBook& book() { return book_; }

  /// Reads again what others have changed. After an error the old content holds.
  Result<void> refresh();
  /// Those that another process has taken out of the book since the last call.
  std::vector<EnrolledSlave> take_revoked() { return std::exchange(revoked_, {}); }
  /// Applies a change to what the file holds now and writes it. Without `wait`, false and nothing
  /// is done while another process makes one.
  Result<bool> change(const std::function<void(EnrolmentBook&)>& edit, bool wait);
  /// A new token; the old one is void.
  Result<void> renew_token();

 private:
  explicit EnrolmentFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path file(const char* name) const { return folder_ / name; }
  Result<link::CurveKeys> keys_in(const char* name) const;
  Result<void> read_token();
  Result<void> read_book();

  std::filesystem::path folder_;
  link::CurveKeys master_keys_;
  link::CurveKeys token_;
  EnrolmentBook book_;
  std::vector<EnrolledSlave> revoked_;
  std::uint64_t token_version_ = 0;
  std::uint64_t book_version_ = 0;
};

}  // namespace acrida
