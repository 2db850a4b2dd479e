namespace NotionSync.Tests.Infrastructure;

/// <summary>Waits until nothing goes on any more, because all that is worked on waits for what a test holds back.</summary>
internal static class Quiet
{
    private const int Looks = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <returns>What was seen at last, again and again for three seconds.</returns>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look)
    {
        using var patience = new CancellationTokenSource(Patience);
        var seen = await look();

        for (var same = 0; same < Looks; same++)
        {
            await Task.Delay(BetweenLooks, patience.Token);

            if (await look() is var now && !EqualityComparer<T>.Default.Equals(seen, now))
            {
                (seen, same) = (now, 0);
            }
        }

        return seen;
    }
}
