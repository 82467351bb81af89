#include "documents/confine.h"

#include <csignal>
#include <cstddef>
#include <iterator>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sanitizer.h"

namespace rustygpt::documents {
namespace {

#if defined(__x86_64__)
constexpr unsigned architecture = AUDIT_ARCH_X86_64;
constexpr unsigned foreign_calls_from = 0x40000000;  // x32's numbers, which the list would not know
#elif defined(__aarch64__)
constexpr unsigned architecture = AUDIT_ARCH_AARCH64;
constexpr unsigned foreign_calls_from = 0xFFFFFFFF;
#else
#error "name this architecture's AUDIT_ARCH"
#endif

// All that parsing needs: the open descriptors, memory, the clock, and an end.
constexpr unsigned allowed_calls[] = {
    SYS_read,   SYS_write,        SYS_writev,         SYS_close,        SYS_lseek,       SYS_fstat,
    SYS_mmap,   SYS_munmap,       SYS_mremap,         SYS_mprotect,     SYS_madvise,     SYS_brk,
    SYS_futex,  SYS_getrandom,    SYS_clock_gettime,  SYS_gettimeofday, SYS_sched_yield, SYS_getpid,
    SYS_gettid, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall,
    SYS_exit,   SYS_exit_group,
};

bool limit(int resource, rlim_t most) {
    const rlimit both{.rlim_cur = most, .rlim_max = most};
    return setrlimit(static_cast<__rlimit_resource_t>(resource), &both) == 0;
}

bool limit_resources(const Confinement& limits) {
    // A sanitizer's shadow takes terabytes of address space.
    const bool memory = sanitized || limit(RLIMIT_AS, limits.memory_bytes);
    return memory && limit(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu_seconds)) && limit(RLIMIT_FSIZE, 0) &&
           limit(RLIMIT_CORE, 0);
}

// A second wall, for what the list of calls might have overlooked; kernels before 5.13 do without.
void give_up_files_and_network() {
    const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return;
    landlock_ruleset_attr nothing{};
    nothing.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1;  // all rights of the first version
    const long ruleset = syscall(SYS_landlock_create_ruleset, &nothing, sizeof(nothing), 0);
    if (ruleset < 0) return;
    syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(static_cast<int>(ruleset));
}

// Calls off the list fail with EPERM, so that a library which looks for a file goes on without it.
bool allow_listed_calls_only() {
    constexpr unsigned count = std::size(allowed_calls);
    sock_filter program[count + 8];
    unsigned at = 0;
    const auto statement = [&](unsigned short code, unsigned value) {
        program[at++] = {.code = code, .jt = 0, .jf = 0, .k = value};
    };
    const auto jump = [&](unsigned short code, unsigned value, unsigned yes, unsigned no) {
        program[at++] = {
            .code = code, .jt = static_cast<unsigned char>(yes), .jf = static_cast<unsigned char>(no), .k = value};
    };
    statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch));
    jump(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
    statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
    jump(BPF_JMP | BPF_JGE | BPF_K, foreign_calls_from, count, 0);
    for (unsigned i = 0; i < count; ++i) jump(BPF_JMP | BPF_JEQ | BPF_K, allowed_calls[i], count - i, 0);
    statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1u);  // EPERM
    statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const sock_fprog filter{.len = static_cast<unsigned short>(at), .filter = program};
    // By prctl(): what confines the server itself (systemd's SystemCallFilter) lets that pass.
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

bool confine(const Confinement& limits) {
    if (!limit_resources(limits)) return false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    give_up_files_and_network();
    return allow_listed_calls_only();
}

}  // namespace rustygpt::documents
