// LibvirtLibrary: libvirt's functions, loaded when they are wanted.
#pragma once

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/result.hpp"

namespace acrida {

/// Those that are used, named as in libvirt without its prefix; there libvirt documents them. A master
/// that makes no virtual machines needs no package of it. A value, so that tests put others in place.
struct LibvirtLibrary {
  decltype(&virGetLastError) get_last_error = nullptr;
  decltype(&virConnectOpen) connect_open = nullptr;
  decltype(&virConnectClose) connect_close = nullptr;
  decltype(&virConnectIsAlive) connect_is_alive = nullptr;
  decltype(&virConnectSetKeepAlive) connect_set_keep_alive = nullptr;
  decltype(&virConnectListAllDomains) connect_list_all_domains = nullptr;
  decltype(&virDomainLookupByName) domain_lookup_by_name = nullptr;
  decltype(&virDomainFree) domain_free = nullptr;
  decltype(&virDomainGetName) domain_get_name = nullptr;
  decltype(&virDomainGetXMLDesc) domain_get_xml_desc = nullptr;
  decltype(&virDomainGetMetadata) domain_get_metadata = nullptr;
  decltype(&virDomainSetMetadata) domain_set_metadata = nullptr;
  decltype(&virDomainGetState) domain_get_state = nullptr;
  decltype(&virDomainDefineXML) domain_define_xml = nullptr;
  decltype(&virDomainCreate) domain_create = nullptr;
  decltype(&virDomainShutdown) domain_shutdown = nullptr;
  decltype(&virDomainDestroy) domain_destroy = nullptr;
  decltype(&virDomainUndefineFlags) domain_undefine_flags = nullptr;
  decltype(&virStoragePoolLookupByName) storage_pool_lookup_by_name = nullptr;
  decltype(&virStoragePoolFree) storage_pool_free = nullptr;
  decltype(&virStoragePoolListAllVolumes) storage_pool_list_all_volumes = nullptr;
  decltype(&virStorageVolCreateXML) storage_vol_create_xml = nullptr;
  decltype(&virStorageVolLookupByName) storage_vol_lookup_by_name = nullptr;
  decltype(&virStorageVolLookupByPath) storage_vol_lookup_by_path = nullptr;
  decltype(&virStorageVolFree) storage_vol_free = nullptr;
  decltype(&virStorageVolGetName) storage_vol_get_name = nullptr;
  decltype(&virStorageVolGetPath) storage_vol_get_path = nullptr;
  decltype(&virStorageVolGetInfo) storage_vol_get_info = nullptr;
  decltype(&virStorageVolGetXMLDesc) storage_vol_get_xml_desc = nullptr;
  decltype(&virStorageVolDelete) storage_vol_delete = nullptr;
  decltype(&virStorageVolUpload) storage_vol_upload = nullptr;
  decltype(&virStreamNew) stream_new = nullptr;
  decltype(&virStreamSend) stream_send = nullptr;
  decltype(&virStreamFinish) stream_finish = nullptr;
  decltype(&virStreamAbort) stream_abort = nullptr;
  decltype(&virStreamFree) stream_free = nullptr;
};

/// Of this process. The first call loads it and starts the thread that notices connections that are
/// silent; both stay until the process ends. The error is one line with its remedy. [any]
Result<const LibvirtLibrary*> libvirt_library();

}  // namespace acrida
