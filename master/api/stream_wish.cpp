// StreamWish: from a frame.
#include "master/api/stream_wish.hpp"

#include <boost/json.hpp>

#include "master/api/json_form.hpp"
#include "master/api/row_query.hpp"

namespace acrida {

namespace json = boost::json;

std::optional<StreamWish> parse_stream_wish(std::string_view frame) {
  const auto document = parse_json_body(frame);
  if (!document) return std::nullopt;
  const json::value* subscribe = document.value().if_contains("subscribe");
  if (subscribe == nullptr || !subscribe->is_object()) return std::nullopt;
  StreamWish wish;
  const auto fields = form_of(subscribe->get_object());
  const auto since = fields ? fields.value().whole_number("since") : fields.error();
  if (!since) return std::nullopt;
  wish.since = since.value();
  const json::value* rows = subscribe->get_object().if_contains("rows");
  if (rows == nullptr) return wish;
  if (!rows->is_object()) return std::nullopt;
  const auto form = form_of(rows->get_object());
  const auto selection = form ? parse_row_selection(form.value()) : form.error();
  if (!selection) return std::nullopt;
  wish.rows = selection.value();
  return wish;
}

}  // namespace acrida
