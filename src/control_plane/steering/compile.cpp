#include "control_plane/steering/compile.hpp"

#include "control_plane/steering/class_names.hpp"
#include "control_plane/steering/last_good.hpp"
#include "control_plane/steering/selection.hpp"
#include "control_plane/steering/service_builder.hpp"
#include "control_plane/steering/topology.hpp"
#include "core/steer/judged.hpp"
#include "core/steer/plan_compiler.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace signpost::steering {
namespace {

using PlanPointer = std::shared_ptr<const steer::Plan>;

/// Finds the plan that a service had before. As services mostly come in the same order again, the
/// next one is tried first; only when it is another are all put into a table.
class PlansBefore {
public:
    explicit PlansBefore(const Compiled& previous) {
        if (previous.steering != nullptr) plans_ = &previous.steering->plans;
    }

    /// Null if there was none.
    [[nodiscard]] PlanPointer find(const std::string& name) {
        if (plans_ == nullptr) return nullptr;
        const std::span<const steer::Plan* const> all = plans_->all();
        if (next_ < all.size() && all[next_]->service().name == name)
            return plans_->shared(next_++);
        if (by_name_.empty())
            for (std::size_t i = 0; i < all.size(); ++i)
                by_name_.emplace(all[i]->service().name, i);
        const auto found = by_name_.find(name);
        if (found == by_name_.end()) return nullptr;
        next_ = found->second + 1;
        return plans_->shared(found->second);
    }

private:
    const steer::Plans* plans_ = nullptr;
    std::size_t next_ = 0;
    std::unordered_map<std::string_view, std::size_t> by_name_;
};

class Compilation {
public:
    Compilation(const World& world, const Compiled& previous)
        : world_(world), previous_(previous), before_(previous) {
        compiled_.geography = world.geography;
        compiled_.standings = world.standings;
    }

    Result<Compiled> run() {
        compile_regions();
        compiled_.policies =
            compile_policies(world_.config, names(), previous_.policies, warnings_);
        build_services();
        gather_distinctions();
        if (std::optional<Error> error = compile_classes()) return *std::move(error);
        compile_viewpoints();
        compile_steering();
        compiled_.index = std::make_shared<const SubjectIndex>(compiled_.steering->plans);
        compiled_.complaints = warnings_.take();
        return std::move(compiled_);
    }

private:
    using ViewpointsOf = decltype(Compiled::viewpoints)::value_type;

    struct Entry {
        steer::Service service;
        PlanPointer before;
        const ViewpointsOf* viewpoints = nullptr; ///< In compiled_.
    };

    [[nodiscard]] const geo::Names& names() const { return world_.geography->names; }

    /// A copy, so that plans that are taken over do not keep old maps in memory.
    void compile_regions() {
        const geo::Regions& regions = world_.geography->regions;
        compiled_.regions = previous_.regions != nullptr && *previous_.regions == regions
                                ? previous_.regions
                                : std::make_shared<const geo::Regions>(regions);
    }

    void build_services() {
        const Topology topology(world_.config, names(), warnings_);
        const ServiceBuilder builder(world_.config, names(), topology, compiled_.policies,
                                     compiled_.regions, warnings_);
        for (const Selected& selected : select_names(world_.config, world_.zones, warnings_)) {
            std::optional<steer::Service> built = builder.build(selected);
            if (!built) continue;
            steer::Service service = steer::judged(*std::move(built), *world_.standings);
            PlanPointer before = before_.find(service.name);
            if (before != nullptr) mark_last_good(service, *before);
            entries_.push_back({std::move(service), std::move(before)});
        }
    }

    void gather_distinctions() {
        geo::Distinctions& all = compiled_.asked;
        for (Entry& entry : entries_) {
            const auto [known, is_new] =
                compiled_.viewpoints.try_emplace(steer::distinctions_of(entry.service));
            entry.viewpoints = &*known;
            if (!is_new) continue;
            all.isps.insert(known->first.isps.begin(), known->first.isps.end());
            all.regions.insert(known->first.regions.begin(), known->first.regions.end());
            all.countries.insert(known->first.countries.begin(), known->first.countries.end());
            all.tags |= known->first.tags;
        }
    }

    [[nodiscard]] std::optional<Error> compile_classes() {
        if (previous_.geography == world_.geography && previous_.asked == compiled_.asked) {
            compiled_.classes = previous_.classes;
            return std::nullopt;
        }
        Result<geo::Classes> classes =
            geo::compile_classes(world_.geography->atlas, compiled_.asked);
        if (!classes) return std::move(classes).error();
        compiled_.classes = std::make_shared<const geo::Classes>(*std::move(classes));
        return std::nullopt;
    }

    /// Those of before, if they say the same: then plans can be shared.
    void compile_viewpoints() {
        for (auto& [asked, viewpoints] : compiled_.viewpoints) {
            const auto before = previous_.viewpoints.find(asked);
            const bool is_new = before == previous_.viewpoints.end();
            if (!is_new && previous_.classes == compiled_.classes) {
                viewpoints = before->second;
                continue;
            }
            steer::Viewpoints made = steer::make_viewpoints(compiled_.classes->locations, asked);
            viewpoints = !is_new && *before->second == made
                             ? before->second
                             : std::make_shared<const steer::Viewpoints>(std::move(made));
        }
    }

    void compile_steering() {
        steer::PlanCompiler compiler;
        std::vector<PlanPointer> plans;
        plans.reserve(entries_.size());
        for (Entry& entry : entries_) {
            const auto& viewpoints = entry.viewpoints->second;
            const bool is_as_before = entry.before != nullptr &&
                                      &entry.before->viewpoints() == viewpoints.get() &&
                                      entry.before->service() == entry.service;
            plans.push_back(is_as_before ? std::move(entry.before)
                                         : compiler.compile(std::move(entry.service), viewpoints,
                                                            entry.before.get()));
        }
        compiled_.steering = std::make_shared<const steer::Steering>(
            steer::Steering{.clients = compiled_.classes->map,
                            .plans = steer::Plans(std::move(plans)),
                            .class_names = class_names()});
    }

    [[nodiscard]] std::shared_ptr<const std::vector<std::string>> class_names() const {
        if (previous_.classes == compiled_.classes) return previous_.steering->class_names;
        std::vector<std::string> texts;
        for (const geo::Location& location : compiled_.classes->locations)
            texts.push_back(class_name(location, names()));
        return std::make_shared<const std::vector<std::string>>(std::move(texts));
    }

    const World& world_;
    const Compiled& previous_; ///< Empty if there was none.
    PlansBefore before_;
    Warnings warnings_;
    std::vector<Entry> entries_;
    Compiled compiled_;
};

} // namespace

Result<Compiled> compile(const World& world, const Compiled* previous) {
    const Compiled none;
    return Compilation(world, previous == nullptr ? none : *previous).run();
}

geo::Partition partition_by_class(const Compiled& compiled, Family family) {
    const geo::Atlas& atlas = compiled.geography->atlas;
    const std::vector<geo::Location>& classes = compiled.classes->locations;
    std::map<geo::Location, std::uint32_t> numbers;
    for (std::uint32_t number = 0; number < classes.size(); ++number)
        numbers.emplace(classes[number], number);
    std::vector<std::uint32_t> class_of;
    for (const geo::Location& location : atlas.locations().all())
        class_of.push_back(numbers.at(compiled.asked.seen(location)));
    return atlas.partition(family).mapped(
        [&class_of](std::uint32_t location) { return class_of[location]; });
}

} // namespace signpost::steering
