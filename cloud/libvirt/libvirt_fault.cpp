// libvirt_fault: what libvirt's errors mean for a fleet.
#include "cloud/libvirt/libvirt_fault.hpp"

#include <libvirt/virterror.h>

namespace acrida {
namespace {

bool says(std::string_view message, std::string_view part) {
  return message.find(part) != std::string_view::npos;
}

bool is_short_of_something(std::string_view message) {
  return says(message, "No space left") || says(message, "cannot set up guest memory") ||
         says(message, "Cannot allocate memory");
}

}  // namespace

CloudFault fault_of_libvirt(int code, std::string_view message) {
  if (is_short_of_something(message)) return CloudFault::capacity;
  switch (code) {
    case VIR_ERR_NO_DOMAIN:
    case VIR_ERR_NO_STORAGE_POOL:
    case VIR_ERR_NO_STORAGE_VOL:
      return CloudFault::not_found;
    case VIR_ERR_DOM_EXIST:
    case VIR_ERR_STORAGE_VOL_EXIST:
      return CloudFault::already_exists;
    case VIR_ERR_OPERATION_FAILED:  // as QEMU's driver calls a name that is taken
      return says(message, "already exists") ? CloudFault::already_exists : CloudFault::internal;
    case VIR_ERR_AUTH_FAILED:
    case VIR_ERR_AUTH_CANCELLED:
    case VIR_ERR_AUTH_UNAVAILABLE:
    case VIR_ERR_ACCESS_DENIED:
    case VIR_ERR_OPERATION_DENIED:
      return CloudFault::auth;
    case VIR_ERR_NO_MEMORY:
      return CloudFault::capacity;
    case VIR_ERR_XML_ERROR:
    case VIR_ERR_XML_DETAIL:
    case VIR_ERR_XML_INVALID_SCHEMA:
    case VIR_ERR_INVALID_ARG:
    case VIR_ERR_OPERATION_INVALID:
    case VIR_ERR_CONFIG_UNSUPPORTED:
    case VIR_ERR_ARGUMENT_UNSUPPORTED:
      return CloudFault::invalid;
    case VIR_ERR_NO_SUPPORT:
    case VIR_ERR_OPERATION_UNSUPPORTED:
      return CloudFault::unsupported;
    case VIR_ERR_NO_CONNECT:
    case VIR_ERR_OPERATION_TIMEOUT:
    case VIR_ERR_RESOURCE_BUSY:
      return CloudFault::transient;
    case VIR_ERR_RPC:
    case VIR_ERR_SYSTEM_ERROR:
    case VIR_ERR_INVALID_CONN:  // the connection was closed meanwhile
      return CloudFault::outcome_unknown;
    default:
      // A connection that ends within a call is an internal error of libvirt's client.
      return says(message, "client socket is closed") || says(message, "keepalive")
                 ? CloudFault::outcome_unknown
                 : CloudFault::internal;
  }
}

}  // namespace acrida
