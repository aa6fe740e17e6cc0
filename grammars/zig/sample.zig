//! In-memory store.
const std = @import("std");
const clock = @import("shared/clock.zig");
const Allocator = std.mem.Allocator;

pub const limit: usize = 10;
const greeting = "Grüße, 世界";
var counter: u32 = 0;

pub const Error = error{ Missing, OutOfMemory };

/// How full a shelf is.
pub const Level = enum(u8) {
    low,
    high,

    pub fn label(self: Level) []const u8 {
        return switch (self) {
            .low => "niedrig",
            .high => "hoch",
        };
    }
};

const Value = union(enum) {
    int: i64,
    text: []const u8,
};

/// Keeps items.
pub const Store = struct {
    allocator: Allocator,
    items: std.StringHashMap(Value),
    count: usize = 0,

    const Self = @This();

    pub fn init(allocator: Allocator) Self {
        return Self{
            .allocator = allocator,
            .items = std.StringHashMap(Value).init(allocator),
        };
    }

    pub fn put(self: *Self, key: []const u8, value: Value) Error!void {
        defer self.count += 1;
        const local = try self.allocator.dupe(u8, key);
        errdefer self.allocator.free(local);
        if (self.count > limit) return Error.OutOfMemory;
        self.items.put(local, value) catch |err| {
            std.debug.print("Fehler: {}\n", .{err});
        };
    }
};

pub fn Pair(comptime A: type, comptime B: type) type {
    return struct {
        left: A,
        right: B,

        pub fn swap(self: @This()) Pair(B, A) {
            return .{ .left = self.right, .right = self.left };
        }
    };
}

fn twice(x: u32) u32 {
    counter += x;
    return x * 2;
}

extern fn external(x: c_int) c_int;

test "store keeps items" {
    var store = Store.init(std.testing.allocator);
    try store.put("ü", .{ .int = twice(2) });
    try std.testing.expectEqual(@as(usize, 1), store.count);
}
