// LibvirtClone: one machine that is being made, and what is undone when that fails.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "cloud/libvirt/domain_volumes.hpp"
#include "cloud/libvirt/domain_xml.hpp"
#include "cloud/libvirt/libvirt_connection.hpp"
#include "cloud/provider/clone_spec.hpp"

namespace acrida {

/// Overlay volumes on the template's disks, a seed disk, the domain, its start. Of one call and its
/// thread.
class LibvirtClone final {
 public:
  /// The arguments outlive it.
  LibvirtClone(const LibvirtConnection& libvirt, const StoragePool& pool, const CloneSpec& spec);

  /// Throws a CloudError; nothing is left then, unless its fault is that the outcome is not known.
  void make(const std::stop_token& stop);

 private:
  void make_all(const std::stop_token& stop);
  DomainXml read_template() const;
  std::string path_of(const DomainDisk& disk) const;
  void make_overlay(const DomainDisk& disk);
  void make_seed();
  const StorageVolume& make_volume(const std::string& name, const std::string& xml);
  void undo();

  const LibvirtConnection& libvirt_;
  const StoragePool& pool_;
  const CloneSpec& spec_;
  DomainVolumes names_;
  DomainClone clone_;
  std::vector<StorageVolume> volumes_;
  Domain domain_;
};

/// Whether a domain has this file as a disk. Throws a CloudError.
bool is_used(const LibvirtConnection& libvirt, const std::string& path);

}  // namespace acrida
