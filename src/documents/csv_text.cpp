#include "documents/reading.h"

#include <algorithm>
#include <vector>

#include "base/plain_text.h"

namespace rustygpt::documents {
namespace {

using Record = std::vector<std::string>;

// RFC 4180, with the separator of the first line: a comma, a semicolon or a tab.
class CsvReader {
public:
    explicit CsvReader(std::string_view text) : rest_(text), separator_(separator_of(text)) {}

    // False at the end.
    bool next(Record& record) {
        record.clear();
        if (rest_.empty()) return false;
        bool more = true;
        while (more) more = field(record.emplace_back());
        return true;
    }

private:
    static char separator_of(std::string_view text) {
        const auto line = text.substr(0, text.find_first_of("\r\n"));
        for (const char candidate : {',', ';', '\t'})
            if (line.contains(candidate)) return candidate;
        return ',';
    }

    // Reads one field and what ends it; true where another one follows in this record.
    bool field(std::string& out) {
        if (rest_.starts_with('"')) quoted(out);
        else plain(out);
        if (rest_.empty()) return false;
        const char end = rest_.front();
        rest_.remove_prefix(1);
        if (end == separator_) return true;
        if (end == '\r' && rest_.starts_with('\n')) rest_.remove_prefix(1);
        return false;
    }

    void plain(std::string& out) {
        const char ends[] = {separator_, '\r', '\n'};
        const auto end = std::min(rest_.find_first_of(std::string_view(ends, 3)), rest_.size());
        out = rest_.substr(0, end);
        rest_.remove_prefix(end);
    }

    void quoted(std::string& out) {
        rest_.remove_prefix(1);
        while (true) {
            const auto end = rest_.find('"');
            if (end == rest_.npos) throw Unreadable(Reason::malformed);
            out += rest_.substr(0, end);
            rest_.remove_prefix(end + 1);
            if (!rest_.starts_with('"')) break;
            out.push_back('"');
            rest_.remove_prefix(1);
        }
        if (!rest_.empty() && rest_.front() != separator_ && rest_.front() != '\r' && rest_.front() != '\n')
            throw Unreadable(Reason::malformed);
    }

    std::string_view rest_;
    char separator_;
};

// A field on one line.
void append_flat(std::string& out, std::string_view field) { out += flat_text(field); }

void append_row(std::string& out, const Record& columns, const Record& row) {
    const auto begin = out.size();
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i].empty()) continue;
        if (out.size() > begin) out += ", ";
        if (i < columns.size() && !columns[i].empty()) {
            append_flat(out, columns[i]);
            out += ": ";
        }
        append_flat(out, row[i]);
    }
    if (out.size() > begin) out.push_back('\n');
}

}  // namespace

// The first record names the columns. Each further one becomes a line, "name: Ada, born: 1815".
std::string csv_text(std::string_view csv, const ReadingLimits& limits) {
    CsvReader reader(csv);
    Record columns;
    Record row;
    std::string out;
    if (!reader.next(columns)) return out;
    bool any = false;
    while (reader.next(row)) {
        any = true;
        append_row(out, columns, row);
        if (out.size() > limits.text_bytes) throw Unreadable(Reason::too_long);
    }
    if (!any) append_row(out, {}, columns);
    return out;
}

}  // namespace rustygpt::documents
