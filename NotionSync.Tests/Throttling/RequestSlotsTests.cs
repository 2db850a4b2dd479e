using FsCheck;
using FsCheck.Fluent;
using NotionSync.Storage;

namespace NotionSync.Tests.Throttling;

/// <summary>Workers that share a window, on a clock of their own: what takes minutes passes in milliseconds.</summary>
public sealed class RequestSlotsTests
{
    [Theory]
    [InlineData(180, 1)]
    [InlineData(180, 4)]
    [InlineData(600, 1)]
    [InlineData(600, 4)]
    public void Hungry_workers_use_the_window_fully_and_never_cross_it(int limit, int workers)
    {
        var world = new ThrottledWorld(new(limit, 60_000), seed: 1) { Workers = workers, CallersPerWorker = 8 };
        world.Run(TimeSpan.FromMinutes(10));

        Assert.Equal(0, world.Crossings());
        Assert.InRange(world.UseOfAllowance(from: TimeSpan.FromMinutes(2)), 0.98, 1);
    }

    [Fact]
    public void A_whole_allowance_can_be_used_in_one_burst()
    {
        var world = new ThrottledWorld(new(180, 60_000), seed: 2) { Workers = 2, CallersPerWorker = 20 };
        world.Run(TimeSpan.FromSeconds(20));

        Assert.Equal(180, world.Requests);
    }

    [Fact]
    public void Storage_is_asked_far_less_often_than_Notion()
    {
        var world = new ThrottledWorld(new(600, 60_000), seed: 3) { Workers = 4, CallersPerWorker = 8 };
        world.Run(TimeSpan.FromMinutes(5));

        Assert.InRange(world.StorageCalls / (double)world.Requests, 0, 1.0 / 3);
    }

    [Fact]
    public void Whatever_workers_do_the_window_is_never_crossed()
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(25),
            Prop.ForAll<int, byte, byte>((seed, workers, callers) =>
            {
                var world = new ThrottledWorld(new(1 + (seed & 0xff), 10_000), seed)
                {
                    Workers = 1 + (workers % 5),
                    CallersPerWorker = 1 + (callers % 12),
                    Deaths = true,
                    Idleness = true,
                    Slowness = true,
                };

                world.Run(TimeSpan.FromSeconds(60));
                return world.Crossings() == 0;
            }));

    [Fact]
    public void A_window_reads_what_it_wrote()
    {
        var owner = Guid.NewGuid();
        var window = new RequestWindow();
        window.Add(1000, 3);
        window.Add(2000, 1);
        window.SetLease(owner, 7, 5000, 42);
        window.Pause(9000);

        var read = RequestWindow.Read(window.WriteUses(), window.WriteLeases(), window.PausedUntil);

        Assert.True(read.HasLease(owner, 42));
        Assert.Equal(window.WriteUses(), read.WriteUses());
        Assert.Equal([9000, 61_000, 61_000], read.FreeMoments(Guid.Empty, 0, 12, 3000, 60_000).Take(3));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public void The_bigger_plan_is_learned_from_what_is_served(int workers, bool fixedWindows)
    {
        var world = Learning(plan: 600, workers, fixedWindows);
        world.Run(TimeSpan.FromHours(1));

        Assert.Equal(600, world.Learned?.Limit);
        Assert.Empty(world.Refusals);
        Assert.InRange(world.Requests, 20_000, 36_600);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public void The_smaller_plan_is_found_out_at_the_first_climb_and_then_left_alone(int workers, bool fixedWindows)
    {
        var world = Learning(plan: 180, workers, fixedWindows);
        world.Run(TimeSpan.FromHours(3));

        Assert.Equal(180, world.Learned?.Limit);

        // The climb ends with the first request too many and those that were under way with it.
        Assert.InRange(world.Refusals.Count, 1, 12);
        Assert.InRange(world.Refusals[^1] - world.Refusals[0], 0, 2000);
        Assert.InRange(world.Requests / (3 * 60 * 180.0), 0.95, 1.01);
    }

    [Fact]
    public void A_connection_that_asks_for_little_never_climbs()
    {
        var rules = new ThrottleRules(180, 60_000) { Learns = true };
        var allowance = Allowance.First(rules, now: 0);

        Assert.Equal(180, allowance.Grow(rules, 119_999, counted: 180, spokenFor: 180, isHungry: true).Limit);
        Assert.Equal(180, allowance.Grow(rules, 500_000, counted: 170, spokenFor: 179, isHungry: false).Limit);
        Assert.Equal(184, allowance.Grow(rules, 500_000, counted: 170, spokenFor: 180, isHungry: true).Limit);
        Assert.Equal(180, (allowance with { Limit = 300 }).Grow(rules, 500_000, counted: 10, spokenFor: 20, isHungry: true).Limit);
        Assert.Equal(600, (allowance with { Limit = 364 }).Grow(rules, 500_000, counted: 361, spokenFor: 364, isHungry: true).Limit);
    }

    [Fact]
    public void A_plan_that_ended_is_believed_for_an_hour()
    {
        var rules = new ThrottleRules(180, 60_000) { Learns = true };
        var refused = new Allowance(600, 0, 0).Refuse(rules, now: 1000);

        Assert.Equal(new(180, 1000 + (60 * 60_000), 0), refused);
        Assert.Equal(refused, refused.Refuse(rules, now: 2000));
    }

    private static ThrottledWorld Learning(int plan, int workers, bool fixedWindows)
        => new(new(180, 60_000) { Learns = true }, seed: 5) { Plan = plan, FixedWindows = fixedWindows, Workers = workers, CallersPerWorker = 8 };

    [Fact]
    public void Nothing_is_taken_while_paused()
    {
        var rules = new ThrottleRules(180, 60_000);
        var slots = new RequestSlots(rules);
        var window = new RequestWindow();
        window.Pause(30_000);

        slots.Commit(slots.Propose(window, 1000, 5, rules.Window, 0));

        Assert.True(slots.TryTake(2000, out var wait));
        Assert.Equal(28_000, wait);
        Assert.False(slots.TryTake(30_000, out _));
    }
}
