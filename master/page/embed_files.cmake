# Writes ${OUTPUT}, a source with the files of the page, each compressed by gzip.
#   cmake -DOUTPUT=page_bytes.cpp -DDIST=web/dist -DOPENAPI=openapi.json -P embed_files.cmake
set(ARRAYS "")
set(ENTRIES "")
set(COUNT 0)

function(embed FILE PATH TYPE)
  execute_process(COMMAND gzip -n9c ${FILE} OUTPUT_FILE ${OUTPUT}.gz COMMAND_ERROR_IS_FATAL ANY)
  file(READ ${OUTPUT}.gz BYTES HEX)
  file(REMOVE ${OUTPUT}.gz)
  string(REGEX REPLACE "(..)" "0x\\1," BYTES "${BYTES}")
  string(REGEX REPLACE "(................................................................................)" "\\1\n"
                       BYTES "${BYTES}")
  file(SHA256 ${FILE} HASH)
  string(SUBSTRING ${HASH} 0 16 HASH)
  file(SIZE ${FILE} SIZE)
  set(ARRAYS "${ARRAYS}constexpr unsigned char kFile${COUNT}[] = {\n${BYTES}};\n" PARENT_SCOPE)
  set(ENTRIES "${ENTRIES}    {\"${PATH}\", \"${TYPE}\", \"\\\"${HASH}\\\"\", kFile${COUNT}, ${SIZE}},\n"
      PARENT_SCOPE)
  math(EXPR NEXT "${COUNT} + 1")
  set(COUNT ${NEXT} PARENT_SCOPE)
endfunction()

embed(${OPENAPI} "/api/v1/openapi.json" "application/json")
if(EXISTS ${DIST}/index.html)
  embed(${DIST}/index.html "/" "text/html\; charset=utf-8")
  embed(${DIST}/app.js "/app.js" "text/javascript\; charset=utf-8")
  embed(${DIST}/app.css "/app.css" "text/css\; charset=utf-8")
  embed(${DIST}/favicon.svg "/favicon.svg" "image/svg+xml")
endif()

string(REPLACE "\\;" ";" ENTRIES "${ENTRIES}")  # it came through CMake's lists escaped

file(WRITE ${OUTPUT} "// Written by embed_files.cmake.
#include \"master/page/page_files.hpp\"

namespace acrida {
namespace {

${ARRAYS}
constexpr PageFile kFiles[] = {
${ENTRIES}};

}  // namespace

std::span<const PageFile> built_in_page() {
  return kFiles;
}

}  // namespace acrida
")
