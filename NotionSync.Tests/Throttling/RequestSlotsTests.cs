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
