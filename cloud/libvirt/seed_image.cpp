// SeedImage: the disk on which a virtual machine finds what it is told.
#include "cloud/libvirt/seed_image.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <utility>
#include <vector>

#include "cloud/libvirt/shared_library.hpp"
#include "cloud/provider/slave_boot.hpp"

namespace acrida {
namespace {

constexpr std::size_t kMaxImageBytes = std::size_t{4} << 20;
constexpr char kLabel[] = "cidata";
constexpr int kMode = 0400;

struct ArchiveLibrary {
  SharedLibrary file{"libarchive.so.13"};
  decltype(&archive_write_new) write_new = nullptr;
  decltype(&archive_write_set_format_iso9660) set_format = nullptr;
  decltype(&archive_write_set_format_option) set_option = nullptr;
  decltype(&archive_write_set_bytes_in_last_block) set_bytes_in_last_block = nullptr;
  decltype(&archive_write_open_memory) open_memory = nullptr;
  decltype(&archive_write_header) write_header = nullptr;
  decltype(&archive_write_data) write_data = nullptr;
  decltype(&archive_write_close) write_close = nullptr;
  decltype(&archive_write_free) write_free = nullptr;
  decltype(&archive_error_string) error_string = nullptr;
  decltype(&archive_entry_new) entry_new = nullptr;
  decltype(&archive_entry_free) entry_free = nullptr;
  decltype(&archive_entry_set_pathname) set_pathname = nullptr;
  decltype(&archive_entry_set_size) set_size = nullptr;
  decltype(&archive_entry_set_filetype) set_filetype = nullptr;
  decltype(&archive_entry_set_perm) set_perm = nullptr;

  ArchiveLibrary() {
    file.find("archive_write_new", write_new);
    file.find("archive_write_set_format_iso9660", set_format);
    file.find("archive_write_set_format_option", set_option);
    file.find("archive_write_set_bytes_in_last_block", set_bytes_in_last_block);
    file.find("archive_write_open_memory", open_memory);
    file.find("archive_write_header", write_header);
    file.find("archive_write_data", write_data);
    file.find("archive_write_close", write_close);
    file.find("archive_write_free", write_free);
    file.find("archive_error_string", error_string);
    file.find("archive_entry_new", entry_new);
    file.find("archive_entry_free", entry_free);
    file.find("archive_entry_set_pathname", set_pathname);
    file.find("archive_entry_set_size", set_size);
    file.find("archive_entry_set_filetype", set_filetype);
    file.find("archive_entry_set_perm", set_perm);
  }
};

using SeedFiles = std::vector<std::pair<const char*, std::string>>;

SeedFiles seed_files(const CloneSpec& spec) {
  return {{"slave.env", environment_file(spec)},
          {"user-data", user_data(spec)},
          {"meta-data", "instance-id: " + spec.token + "\nlocal-hostname: " + spec.name + "\n"}};
}

bool add_file(const ArchiveLibrary& library, archive* image, const char* name,
              const std::string& text) {
  const std::unique_ptr<archive_entry, decltype(library.entry_free)> entry(library.entry_new(),
                                                                           library.entry_free);
  library.set_pathname(entry.get(), name);
  library.set_filetype(entry.get(), AE_IFREG);
  library.set_perm(entry.get(), kMode);
  library.set_size(entry.get(), static_cast<la_int64_t>(text.size()));
  return library.write_header(image, entry.get()) == ARCHIVE_OK &&
         library.write_data(image, text.data(), text.size()) ==
             static_cast<la_ssize_t>(text.size());
}

}  // namespace

Result<std::string> seed_image(const CloneSpec& spec) {
  static ArchiveLibrary library;
  if (!library.file.missing().empty())
    return Error{library.file.missing() +
                 "; install it on the master's host: apt-get install libarchive13"};
  const std::unique_ptr<archive, decltype(library.write_free)> image(library.write_new(),
                                                                     library.write_free);
  std::string bytes(kMaxImageBytes, '\0');
  std::size_t used = 0;
  bool is_made = library.set_format(image.get()) == ARCHIVE_OK &&
                 library.set_option(image.get(), "iso9660", "volume-id", kLabel) == ARCHIVE_OK &&
                 library.set_option(image.get(), "iso9660", "pad", nullptr) == ARCHIVE_OK &&
                 library.set_bytes_in_last_block(image.get(), 1) == ARCHIVE_OK &&
                 library.open_memory(image.get(), bytes.data(), bytes.size(), &used) == ARCHIVE_OK;
  for (const auto& [name, text] : seed_files(spec))
    is_made = is_made && add_file(library, image.get(), name, text);
  is_made = is_made && library.write_close(image.get()) == ARCHIVE_OK;
  if (!is_made) {
    const char* const why = library.error_string(image.get());
    return Error{std::string("the seed disk cannot be made: ") + (why == nullptr ? "" : why)};
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace acrida
