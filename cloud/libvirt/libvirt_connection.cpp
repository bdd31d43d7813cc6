// LibvirtConnection: what is asked of a hypervisor, as values.
#include "cloud/libvirt/libvirt_connection.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "cloud/libvirt/domain_xml.hpp"
#include "cloud/libvirt/libvirt_fault.hpp"

namespace acrida {
namespace {

constexpr unsigned kUndefineAll =
    VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
    VIR_DOMAIN_UNDEFINE_NVRAM | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
constexpr std::size_t kMaxPieceBytes = std::size_t{64} << 10;

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string remedy_for(int code) {
  if (code == VIR_ERR_NO_STORAGE_POOL)
    return "name one with --libvirt-pool, as `virsh pool-list --all` has it";
  if (code == VIR_ERR_NO_CONNECT || code == VIR_ERR_SYSTEM_ERROR)
    return "is libvirtd running there, and may this user connect? `virsh --connect URI list` tells";
  return "";
}

std::string shutoff_detail(int reason) {
  switch (reason) {
    case VIR_DOMAIN_SHUTOFF_SHUTDOWN:
      return "it powered itself off";
    case VIR_DOMAIN_SHUTOFF_CRASHED:
      return "it crashed";
    case VIR_DOMAIN_SHUTOFF_FAILED:
      return "it could not be started";
    case VIR_DOMAIN_SHUTOFF_DESTROYED:
      return "it was powered off";
    default:
      return "";
  }
}

}  // namespace

LibvirtConnection::LibvirtConnection(const LibvirtLibrary& library, const std::string& uri)
    : library_(library), connection_(library.connect_open(uri.c_str()), {library.connect_close}) {
  if (!connection_) {
    CloudError why = error();
    if (why.fault == CloudFault::outcome_unknown) why.fault = CloudFault::transient;
    why.cause = uri + ": " + why.cause;
    throw why;
  }
  // That of the test driver, which is in this process, needs none.
  (void)library_.connect_set_keep_alive(connection_.get(), kSilenceSeconds, kSilences);
}

bool LibvirtConnection::is_alive() const {
  return library_.connect_is_alive(connection_.get()) == 1;
}

CloudError LibvirtConnection::error() const {
  const virErrorPtr last = library_.get_last_error();
  if (last == nullptr || last->message == nullptr)
    return {CloudFault::internal, "", "libvirt says nothing"};
  return {fault_of_libvirt(last->code, last->message), "", one_line(last->message),
          remedy_for(last->code)};
}

bool LibvirtConnection::last_error_is(int code) const {
  const virErrorPtr last = library_.get_last_error();
  return last != nullptr && last->code == code;
}

void LibvirtConnection::check(bool is_done) const {
  if (!is_done) throw error();
}

std::string LibvirtConnection::take(char* text) const {
  check(text != nullptr);
  const std::unique_ptr<char, decltype(&std::free)> owned(text, &std::free);
  return owned.get();
}

// --- domains --------------------------------------------------------------------------------------

std::vector<Domain> LibvirtConnection::domains() const {
  virDomainPtr* found = nullptr;
  const int count = library_.connect_list_all_domains(connection_.get(), &found, 0);
  check(count >= 0);
  std::vector<Domain> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    all.emplace_back(found[i], Domain::deleter_type{library_.domain_free});
  std::free(found);
  return all;
}

Domain LibvirtConnection::domain(const std::string& name) const {
  Domain found(library_.domain_lookup_by_name(connection_.get(), name.c_str()),
               {library_.domain_free});
  check(found || last_error_is(VIR_ERR_NO_DOMAIN));
  return found;
}

std::string LibvirtConnection::name_of(const Domain& domain) const {
  return library_.domain_get_name(domain.get());
}

std::optional<std::string> LibvirtConnection::xml_of(const Domain& domain) const {
  char* const text =
      library_.domain_get_xml_desc(domain.get(), VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);
  if (text == nullptr && last_error_is(VIR_ERR_NO_DOMAIN)) return std::nullopt;
  return take(text);
}

std::string LibvirtConnection::tags_of(const Domain& domain) const {
  char* const text = library_.domain_get_metadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT,
                                                  DomainXml::kTagsUri, VIR_DOMAIN_AFFECT_CURRENT);
  const bool has_none = text == nullptr && (last_error_is(VIR_ERR_NO_DOMAIN_METADATA) ||
                                            last_error_is(VIR_ERR_NO_DOMAIN));
  return has_none ? std::string() : take(text);
}

void LibvirtConnection::set_tags(const Domain& domain, const std::string& text) const {
  const unsigned live = is_active(domain) ? VIR_DOMAIN_AFFECT_LIVE : 0;
  check(library_.domain_set_metadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, text.c_str(),
                                     "acrida", DomainXml::kTagsUri,
                                     VIR_DOMAIN_AFFECT_CONFIG | live) == 0);
}

CloudMachine LibvirtConnection::state_of(const Domain& domain) const {
  int state = 0, reason = 0;
  CloudMachine machine;
  if (library_.domain_get_state(domain.get(), &state, &reason, 0) != 0) {
    check(last_error_is(VIR_ERR_NO_DOMAIN));
    machine.state = MachineState::gone;
    return machine;
  }
  machine.state = MachineState::running;
  if (state == VIR_DOMAIN_NOSTATE) machine.state = MachineState::pending;
  if (state == VIR_DOMAIN_SHUTDOWN) machine.state = MachineState::stopping;
  if (state == VIR_DOMAIN_SHUTOFF || state == VIR_DOMAIN_CRASHED)
    machine.state = MachineState::stopped;
  if (state == VIR_DOMAIN_PAUSED) machine.detail = "it is paused";
  if (state == VIR_DOMAIN_SHUTOFF) machine.detail = shutoff_detail(reason);
  return machine;
}

bool LibvirtConnection::is_active(const Domain& domain) const {
  const MachineState state = state_of(domain).state;
  return state != MachineState::stopped && state != MachineState::gone;
}

Domain LibvirtConnection::define(const std::string& xml) const {
  Domain made(library_.domain_define_xml(connection_.get(), xml.c_str()), {library_.domain_free});
  check(made != nullptr);
  return made;
}

void LibvirtConnection::start(const Domain& domain) const {
  if (library_.domain_create(domain.get()) == 0) return;
  const CloudError why = error();
  if (!is_active(domain)) throw why;
}

void LibvirtConnection::press_power_button(const Domain& domain) const {
  if (library_.domain_shutdown(domain.get()) == 0) return;
  const CloudError why = error();
  if (is_active(domain)) throw why;
}

void LibvirtConnection::destroy(const Domain& domain) const {
  if (library_.domain_destroy(domain.get()) == 0) return;
  const CloudError why = error();
  if (is_active(domain)) throw why;
}

void LibvirtConnection::undefine(const Domain& domain) const {
  if (library_.domain_undefine_flags(domain.get(), kUndefineAll) == 0) return;
  // Not every hypervisor has all of these.
  if (last_error_is(VIR_ERR_INVALID_ARG) && library_.domain_undefine_flags(domain.get(), 0) == 0)
    return;
  check(last_error_is(VIR_ERR_NO_DOMAIN));
}

// --- disks ----------------------------------------------------------------------------------------

StoragePool LibvirtConnection::pool(const std::string& name) const {
  StoragePool found(library_.storage_pool_lookup_by_name(connection_.get(), name.c_str()),
                    {library_.storage_pool_free});
  check(found != nullptr);
  return found;
}

std::vector<StorageVolume> LibvirtConnection::volumes(const StoragePool& pool) const {
  virStorageVolPtr* found = nullptr;
  const int count = library_.storage_pool_list_all_volumes(pool.get(), &found, 0);
  check(count >= 0);
  std::vector<StorageVolume> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    all.emplace_back(found[i], StorageVolume::deleter_type{library_.storage_vol_free});
  std::free(found);
  return all;
}

StorageVolume LibvirtConnection::volume_named(const StoragePool& pool,
                                              const std::string& name) const {
  StorageVolume found(library_.storage_vol_lookup_by_name(pool.get(), name.c_str()),
                      {library_.storage_vol_free});
  check(found || last_error_is(VIR_ERR_NO_STORAGE_VOL));
  return found;
}

StorageVolume LibvirtConnection::volume_at(const std::string& path) const {
  StorageVolume found(library_.storage_vol_lookup_by_path(connection_.get(), path.c_str()),
                      {library_.storage_vol_free});
  check(found || last_error_is(VIR_ERR_NO_STORAGE_VOL));
  return found;
}

StorageVolume LibvirtConnection::make_volume(const StoragePool& pool,
                                             const std::string& xml) const {
  StorageVolume made(library_.storage_vol_create_xml(pool.get(), xml.c_str(), 0),
                     {library_.storage_vol_free});
  check(made != nullptr);
  return made;
}

void LibvirtConnection::upload(const StorageVolume& volume, const std::string& bytes) const {
  const std::unique_ptr<virStream, LibvirtFree<virStream>> stream(
      library_.stream_new(connection_.get(), 0), {library_.stream_free});
  check(stream != nullptr);
  check(library_.storage_vol_upload(volume.get(), stream.get(), 0, bytes.size(), 0) == 0);
  for (std::size_t sent = 0; sent < bytes.size();) {
    const std::size_t piece = std::min(kMaxPieceBytes, bytes.size() - sent);
    const int taken = library_.stream_send(stream.get(), bytes.data() + sent, piece);
    if (taken <= 0) {
      const CloudError why = error();
      library_.stream_abort(stream.get());
      throw why;
    }
    sent += static_cast<std::size_t>(taken);
  }
  check(library_.stream_finish(stream.get()) == 0);
}

std::string LibvirtConnection::name_of(const StorageVolume& volume) const {
  return library_.storage_vol_get_name(volume.get());
}

std::string LibvirtConnection::path_of(const StorageVolume& volume) const {
  return take(library_.storage_vol_get_path(volume.get()));
}

std::string LibvirtConnection::xml_of(const StorageVolume& volume) const {
  return take(library_.storage_vol_get_xml_desc(volume.get(), 0));
}

std::uint64_t LibvirtConnection::capacity_bytes(const StorageVolume& volume) const {
  virStorageVolInfo info{};
  check(library_.storage_vol_get_info(volume.get(), &info) == 0);
  return info.capacity;
}

void LibvirtConnection::remove(const StorageVolume& volume) const {
  check(library_.storage_vol_delete(volume.get(), 0) == 0 || last_error_is(VIR_ERR_NO_STORAGE_VOL));
}

}  // namespace acrida
