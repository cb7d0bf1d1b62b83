// How a command line is read by its table of words (words.hpp).
#pragma once

#include "base/result.hpp"
#include "words/words.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signpost::words {

/// Takes words from the front of what was given.
template <class Asked>
class Reader {
public:
    using Entry = Word<Asked>;

    Reader(std::span<const Entry> words, std::span<const char* const> given)
        : words_(words), given_(given) {}

    Result<Asked> read() {
        while (!given_.empty())
            if (std::optional<Error> fault = read_next()) return *std::move(fault);
        if (asked_.help) return std::move(asked_);
        if (command_ == nullptr) return Error("say what to do: " + commands_text());
        if (std::optional<Error> fault = check()) return *std::move(fault);
        return std::move(asked_);
    }

private:
    std::string_view take() {
        const std::string_view word = given_.front();
        given_ = given_.subspan(1);
        return word;
    }

    const Entry* find(std::string_view name) const {
        const auto found = std::ranges::find(words_, name, &Entry::name);
        return found == words_.end() ? nullptr : &*found;
    }

    std::optional<Error> read_next() {
        const std::string_view name = take();
        if (name.starts_with("--")) return read_option(name);
        if (command_ != nullptr) {
            asked_.names.emplace_back(name);
            return std::nullopt;
        }
        command_ = find(name);
        if (command_ == nullptr && !given_.empty()) {
            command_ = find(std::string(name) + " " + given_.front());
            if (command_ != nullptr) take();
        }
        if (command_ == nullptr) return Error("unknown word " + std::string(name));
        asked_.command = command_->name;
        return std::nullopt;
    }

    std::optional<Error> read_option(std::string_view name) {
        const Entry* option = find(name);
        if (option == nullptr) return Error("unknown word " + std::string(name));
        const bool is_there = std::ranges::find(options_, option) != options_.end();
        if (is_there && option->kind != Kind::List)
            return Error(std::string(name) + " stands twice");
        options_.push_back(option);
        if (option->argument.empty()) {
            option->apply(asked_, {});
            return std::nullopt;
        }
        if (given_.empty())
            return Error(std::string(name) + " needs a " + std::string(option->argument));
        option->apply(asked_, take());
        return std::nullopt;
    }

    /// An option that has no effect is a mistake, and the result not what was meant.
    std::optional<Error> check() const {
        const std::string name(command_->name);
        for (const Entry* option : options_)
            if ((option->commands & command_->commands) == 0)
                return Error(std::string(option->name) + " does not belong to " + name);
        if (asked_.names.size() < command_->names.least)
            return Error(name + " needs " + std::string(command_->argument));
        if (asked_.names.size() > command_->names.most)
            return Error(name + ": nothing is known of " + asked_.names[command_->names.most]);
        return std::nullopt;
    }

    std::string commands_text() const {
        std::string text;
        for (const Entry& word : words_)
            if (word.kind == Kind::Command)
                text += (text.empty() ? "" : ", ") + std::string(word.name);
        return text;
    }

    std::span<const Entry> words_;
    std::span<const char* const> given_;
    const Entry* command_ = nullptr;
    std::vector<const Entry*> options_;
    Asked asked_;
};

/// An error names the word that is wrong.
template <class Asked>
[[nodiscard]] Result<Asked> read(std::span<const Word<Asked>> words,
                                 std::span<const char* const> given) {
    return Reader<Asked>(words, given).read();
}

} // namespace signpost::words
