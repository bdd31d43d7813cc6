// LibvirtConnection: what is asked of a hypervisor, as values.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cloud/libvirt/libvirt_library.hpp"
#include "cloud/provider/cloud_error.hpp"
#include "cloud/provider/cloud_machine.hpp"

namespace acrida {

/// Gives a thing of libvirt back.
template <class T>
struct LibvirtFree {
  int (*free)(T*) = nullptr;
  void operator()(T* thing) const { free(thing); }
};
using Domain = std::unique_ptr<virDomain, LibvirtFree<virDomain>>;
using StoragePool = std::unique_ptr<virStoragePool, LibvirtFree<virStoragePool>>;
using StorageVolume = std::unique_ptr<virStorageVol, LibvirtFree<virStorageVol>>;

/// Functions throw a CloudError without its step. What libvirt gives must end before the connection.
/// A hypervisor that does not answer for half a minute is given up. [any]
class LibvirtConnection final {
 public:
  static constexpr int kSilenceSeconds = 5;
  static constexpr unsigned kSilences = 6;

  /// `library` outlives it. `uri` as virsh has it.
  LibvirtConnection(const LibvirtLibrary& library, const std::string& uri);
  bool is_alive() const;

  std::vector<Domain> domains() const;
  /// Without a value there is none of this name.
  Domain domain(const std::string& name) const;
  std::string name_of(const Domain& domain) const;
  /// As it is defined, secrets too. Nothing when it has gone meanwhile.
  std::optional<std::string> xml_of(const Domain& domain) const;
  /// What is kept for Acrida with the domain; "" = nothing, or the domain has gone meanwhile.
  std::string tags_of(const Domain& domain) const;
  void set_tags(const Domain& domain, const std::string& text) const;
  /// State and detail; the rest is empty. A domain that has gone meanwhile is gone.
  CloudMachine state_of(const Domain& domain) const;
  bool is_active(const Domain& domain) const;
  Domain define(const std::string& xml) const;
  void start(const Domain& domain) const;
  /// As its power button does. That of a domain that does not run is no error.
  void press_power_button(const Domain& domain) const;
  void destroy(const Domain& domain) const;   // as its plug does; the same
  void undefine(const Domain& domain) const;  // what is gone is no error

  StoragePool pool(const std::string& name) const;
  std::vector<StorageVolume> volumes(const StoragePool& pool) const;
  StorageVolume volume_named(const StoragePool& pool, const std::string& name) const;
  StorageVolume volume_at(const std::string& path) const;  // no value: no pool has it
  StorageVolume make_volume(const StoragePool& pool, const std::string& xml) const;
  void upload(const StorageVolume& volume, const std::string& bytes) const;
  std::string name_of(const StorageVolume& volume) const;
  std::string path_of(const StorageVolume& volume) const;
  std::string xml_of(const StorageVolume& volume) const;
  std::uint64_t capacity_bytes(const StorageVolume& volume) const;
  void remove(const StorageVolume& volume) const;  // what is gone is no error

 private:
  /// The last error of this thread.
  CloudError error() const;
  bool last_error_is(int code) const;
  /// Throws unless `is_done`.
  void check(bool is_done) const;
  std::string take(char* text) const;

  const LibvirtLibrary& library_;
  std::unique_ptr<virConnect, LibvirtFree<virConnect>> connection_;
};

}  // namespace acrida
