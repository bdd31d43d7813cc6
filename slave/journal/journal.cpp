// Journal: memfd_create(2) and mmap(2).
#include "slave/journal/journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace acrida {
namespace {

constexpr std::size_t kMaxShards = 1024;
constexpr std::size_t kRegionAlignment = 4096;
constexpr std::size_t kHeaderBytes =
    (sizeof(journal::Header) + kRegionAlignment - 1) / kRegionAlignment * kRegionAlignment;

std::size_t bytes_for(std::size_t shards) {
  return kHeaderBytes + shards * sizeof(journal::ShardRegion);
}

Error os_error(const std::string& doing) {
  return Error{"cannot " + doing + " the runner's journal: " + std::strerror(errno)};
}

Result<void*> map(int fd, std::size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return os_error("map");
  madvise(memory, bytes, MADV_DONTDUMP);
  return memory;
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::create(std::size_t shards, const std::string& library,
                                                 const std::vector<std::uint64_t>& users_created) {
  const int fd = memfd_create("acrida-journal", MFD_CLOEXEC);
  if (fd < 0) return os_error("create");
  const std::size_t bytes = bytes_for(shards);
  if (ftruncate(fd, static_cast<off_t>(bytes)) != 0) {
    const Error error = os_error("make room for");
    close(fd);
    return error;
  }
  const Result<void*> memory = map(fd, bytes);
  if (!memory) {
    close(fd);
    return memory.error();
  }
  std::unique_ptr<Journal> journal(new Journal(fd, *memory, bytes, shards));
  journal->header_->magic = journal::Header::kMagic;
  journal->header_->shards = shards;
  library.copy(journal->header_->library, journal::kMaxModuleBytes - 1);
  for (std::size_t i = 0; i < std::min(shards, users_created.size()); ++i)
    journal->shard(i).users_created.store(users_created[i], std::memory_order_relaxed);
  return journal;
}

Result<std::unique_ptr<Journal>> Journal::open(int fd) {
  struct stat status {};
  const auto refuse = [fd](Error error) {
    close(fd);
    return error;
  };
  if (fstat(fd, &status) != 0) return os_error("open");
  const auto bytes = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  if (bytes < kHeaderBytes) return refuse({"the runner's journal is too short"});
  const Result<void*> memory = map(fd, bytes);
  if (!memory) return refuse(memory.error());
  const auto* header = static_cast<const journal::Header*>(*memory);
  const std::uint64_t shards = header->shards;
  if (header->magic != journal::Header::kMagic || shards > kMaxShards ||
      bytes != bytes_for(shards)) {
    munmap(*memory, bytes);
    return refuse({"the runner's journal is none, or of another Acrida"});
  }
  return std::unique_ptr<Journal>(new Journal(fd, *memory, bytes, shards));
}

Journal::Journal(int fd, void* memory, std::size_t bytes, std::size_t shards)
    : fd_(fd),
      bytes_(bytes),
      shards_(shards),
      header_(static_cast<journal::Header*>(memory)),
      regions_(reinterpret_cast<journal::ShardRegion*>(static_cast<char*>(memory) + kHeaderBytes)) {
}

Journal::~Journal() {
  munmap(header_, bytes_);
  close(fd_);
}

void Journal::acknowledge(const std::vector<std::uint64_t>& marks) {
  if (marks.size() != 2 * shards_) return;
  for (std::size_t i = 0; i < shards_; ++i) {
    shard(i).received.store(marks[2 * i], std::memory_order_relaxed);
    shard(i).received_overflowed.store(marks[2 * i + 1], std::memory_order_relaxed);
  }
}

std::vector<std::uint64_t> Journal::users_created() const {
  std::vector<std::uint64_t> created;
  for (std::size_t i = 0; i < shards_; ++i)
    created.push_back(shard(i).users_created.load(std::memory_order_relaxed));
  return created;
}

}  // namespace acrida
