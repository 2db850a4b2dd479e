using NotionSync.Importing;

namespace NotionSync.Tests.Importing;

public sealed class JoinedReadsTests
{
    [Fact]
    public async Task Whoever_asks_while_one_reads_gets_the_next_read_and_shares_it()
    {
        var gates = new List<TaskCompletionSource<int>>();
        var begun = new SemaphoreSlim(0);
        var reads = new JoinedReads<string, int>(_ =>
        {
            var gate = new TaskCompletionSource<int>();
            gates.Add(gate);
            begun.Release();
            return gate.Task;
        });

        var first = reads.ReadAsync("a", default);
        await begun.WaitAsync();
        var (second, third) = (reads.ReadAsync("a", default), reads.ReadAsync("a", default));
        gates[0].SetResult(1);
        await begun.WaitAsync();
        gates[1].SetResult(2);

        var answers = await Task.WhenAll(first, second, third);
        Assert.Equal([1, 2, 2], answers);
        Assert.Equal(2, gates.Count);
    }

    [Fact]
    public async Task A_read_that_failed_fails_those_who_waited_for_it_and_no_other()
    {
        var count = 0;
        var reads = new JoinedReads<string, int>(_ => ++count == 1 ? Task.FromException<int>(new InvalidOperationException()) : Task.FromResult(count));

        await Assert.ThrowsAsync<InvalidOperationException>(() => reads.ReadAsync("a", default));
        Assert.Equal(2, await reads.ReadAsync("a", default));
    }
}
