// SessionHost: what all connections of a server share.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/ssl/context.hpp>

#include "master/access/access_desk.hpp"
#include "master/api/archive_desk.hpp"
#include "master/api/latest_view.hpp"
#include "master/api/live_feed.hpp"
#include "master/api/route_table.hpp"
#include "master/api/server.hpp"

namespace acrida {

class Session;
class StreamSession;

/// Outlives them. API thread, but for `latest`.
struct SessionHost {
  RouteSettings routes;
  ApiServer::Post post;
  ApiServer::FleetPost fleet;
  LatestView latest;
  std::string overview;  // its JSON
  std::unique_ptr<AccessDesk> access;
  std::optional<boost::asio::ssl::context> tls;  // nothing: connections are plain
  /// Of the latest view, as far as the API's thread knows it.
  std::shared_ptr<LiveFeed> feed;        // shared: a stream may be sending while the next one comes
  std::unique_ptr<ArchiveDesk> archive;  // nothing when the master keeps no history
  /// Holds every open connection: while a command is under way nothing else does.
  std::set<std::shared_ptr<Session>> sessions;
  std::set<std::shared_ptr<StreamSession>> streams;
};

}  // namespace acrida
