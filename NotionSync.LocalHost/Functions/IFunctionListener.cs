namespace NotionSync.LocalHost.Functions;

/// <summary>Waits for what triggers one function, and runs it.</summary>
internal interface IFunctionListener : IPreparation
{
    FunctionDefinition Function { get; }

    /// <summary>What it listens to, for people: a queue's name, a schedule.</summary>
    string Source { get; }

    /// <summary>
    /// Listens until <paramref name="stopping"/> is cancelled, then completes once the invocations under way have ended.
    /// Storage that cannot be reached is waited for, however long.
    /// </summary>
    Task ListenAsync(CancellationToken stopping);

    /// <summary>Runs the function now, as <c>POST /admin/functions/{name}</c> asks. Returns before it has ended.</summary>
    void StartByHand(string? input);
}
