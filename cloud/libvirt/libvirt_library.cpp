// LibvirtLibrary: libvirt's functions, loaded when they are wanted.
#include "cloud/libvirt/libvirt_library.hpp"

#include <dlfcn.h>
#include <libvirt/libvirt-event.h>
#include <optional>
#include <string>
#include <thread>

#include "cloud/libvirt/shared_library.hpp"

namespace acrida {
namespace {

/// libvirt's own loop: it keeps connections alive and ends those whose other side is silent.
class EventLoop final {
 public:
  explicit EventLoop(SharedLibrary& library) {
    decltype(&virEventRegisterDefaultImpl) register_loop = nullptr;
    decltype(&virEventAddTimeout) add_timeout = nullptr;
    decltype(&virEventRunDefaultImpl) run = nullptr;
    library.find("virEventRegisterDefaultImpl", register_loop);
    library.find("virEventAddTimeout", add_timeout);
    library.find("virEventRunDefaultImpl", run);
    library.find("virEventUpdateTimeout", update_timeout_);
    if (!library.missing().empty() || register_loop() != 0) return;
    timer_ = add_timeout(
        -1, [](int, void*) {}, nullptr, nullptr);
    thread_ = std::jthread([run](const std::stop_token& stop) {
      while (!stop.stop_requested() && run() == 0) {
      }
    });
  }
  ~EventLoop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    update_timeout_(timer_, 0);  // wakes it
  }
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

 private:
  decltype(&virEventUpdateTimeout) update_timeout_ = nullptr;
  int timer_ = -1;
  std::jthread thread_;
};

struct Loaded {
  Loaded() {
    const auto missing = load();
    if (missing.empty())
      loop.emplace(file);
    else
      problem = missing + "; install it on the master's host: apt-get install libvirt0";
  }

  std::string load() {
    LibvirtLibrary& it = functions;
    decltype(&virSetErrorFunc) set_error_func = nullptr;
    file.find("virSetErrorFunc", set_error_func);
    file.find("virGetLastError", it.get_last_error);
    file.find("virConnectOpen", it.connect_open);
    file.find("virConnectClose", it.connect_close);
    file.find("virConnectIsAlive", it.connect_is_alive);
    file.find("virConnectSetKeepAlive", it.connect_set_keep_alive);
    file.find("virConnectListAllDomains", it.connect_list_all_domains);
    file.find("virDomainLookupByName", it.domain_lookup_by_name);
    file.find("virDomainFree", it.domain_free);
    file.find("virDomainGetName", it.domain_get_name);
    file.find("virDomainGetXMLDesc", it.domain_get_xml_desc);
    file.find("virDomainGetMetadata", it.domain_get_metadata);
    file.find("virDomainSetMetadata", it.domain_set_metadata);
    file.find("virDomainGetState", it.domain_get_state);
    file.find("virDomainDefineXML", it.domain_define_xml);
    file.find("virDomainCreate", it.domain_create);
    file.find("virDomainShutdown", it.domain_shutdown);
    file.find("virDomainDestroy", it.domain_destroy);
    file.find("virDomainUndefineFlags", it.domain_undefine_flags);
    file.find("virStoragePoolLookupByName", it.storage_pool_lookup_by_name);
    file.find("virStoragePoolFree", it.storage_pool_free);
    file.find("virStoragePoolListAllVolumes", it.storage_pool_list_all_volumes);
    file.find("virStorageVolCreateXML", it.storage_vol_create_xml);
    file.find("virStorageVolLookupByName", it.storage_vol_lookup_by_name);
    file.find("virStorageVolLookupByPath", it.storage_vol_lookup_by_path);
    file.find("virStorageVolFree", it.storage_vol_free);
    file.find("virStorageVolGetName", it.storage_vol_get_name);
    file.find("virStorageVolGetPath", it.storage_vol_get_path);
    file.find("virStorageVolGetInfo", it.storage_vol_get_info);
    file.find("virStorageVolGetXMLDesc", it.storage_vol_get_xml_desc);
    file.find("virStorageVolDelete", it.storage_vol_delete);
    file.find("virStorageVolUpload", it.storage_vol_upload);
    file.find("virStreamNew", it.stream_new);
    file.find("virStreamSend", it.stream_send);
    file.find("virStreamFinish", it.stream_finish);
    file.find("virStreamAbort", it.stream_abort);
    file.find("virStreamFree", it.stream_free);
    // It would print every error on standard error.
    if (file.missing().empty()) set_error_func(nullptr, [](void*, virErrorPtr) {});
    return file.missing();
  }

  SharedLibrary file{"libvirt.so.0"};
  LibvirtLibrary functions;
  std::string problem;
  std::optional<EventLoop> loop;
};

}  // namespace

Result<const LibvirtLibrary*> libvirt_library() {
  static Loaded loaded;
  if (!loaded.problem.empty()) return Error{loaded.problem};
  return &loaded.functions;
}

}  // namespace acrida
