#include "support/allocation_count.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> allocations{0};

/// Null if there is no memory. With `alignment` 0 any will do.
void* count_and_allocate(std::size_t size, std::size_t alignment = 0) noexcept {
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (alignment == 0) return std::malloc(size == 0 ? 1 : size);
    return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* or_throw(void* memory) {
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

std::size_t octets_of(std::align_val_t alignment) {
    return static_cast<std::size_t>(alignment);
}

} // namespace

// Every form is replaced: a sanitizer brings its own of those that are not, and finds memory of one
// kind freed as the other.
void* operator new(std::size_t size) {
    return or_throw(count_and_allocate(size));
}
void* operator new[](std::size_t size) {
    return or_throw(count_and_allocate(size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    return or_throw(count_and_allocate(size, octets_of(alignment)));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return or_throw(count_and_allocate(size, octets_of(alignment)));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return count_and_allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return count_and_allocate(size);
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return count_and_allocate(size, octets_of(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
    return count_and_allocate(size, octets_of(alignment));
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept {
    std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
    std::free(memory);
}

namespace signpost::test {

std::size_t allocation_count() noexcept {
    return allocations.load(std::memory_order_relaxed);
}

} // namespace signpost::test
