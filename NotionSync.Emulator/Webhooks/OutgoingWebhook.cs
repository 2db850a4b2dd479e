namespace NotionSync.Emulator.Webhooks;

/// <summary>A webhook to be sent, with the retry habits of whoever sends it.</summary>
/// <param name="Sender"><c>nango</c> or <c>notion</c>.</param>
/// <param name="Type">What it tells, such as <c>auth</c> or <c>page.deleted</c>.</param>
internal sealed record OutgoingWebhook(string Sender, string Type, Uri Url)
{
    /// <summary>Makes the signed request of the n-th attempt, counted from 1.</summary>
    public required Func<int, SignedBody> Make { get; init; }

    /// <summary>The pauses before the second, third, ... attempt; there are no more attempts than these and the first.</summary>
    public required IReadOnlyList<TimeSpan> Waits { get; init; }

    /// <summary>Whether an answer calls for another attempt; the status is null when none came.</summary>
    public required Func<int?, bool> IsRetried { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Told how each attempt ended, as <see cref="IsRetried"/> is.</summary>
    public Action<int?> Attempted { get; init; } = _ => { };
}
