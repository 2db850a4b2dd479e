using System.Net;
using NotionSync.Cli.Api;

namespace NotionSync.Cli.Importing;

/// <summary>Follows an import to its end.</summary>
internal sealed class ImportWatch(NotionSyncApi api, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // Storage or host may be away for a moment while an import goes on.
    private static readonly TimeSpan OutagePatience = TimeSpan.FromMinutes(2);

    /// <param name="import">The import as it was when it started.</param>
    /// <param name="onChange">Told every state that was read, the last one too.</param>
    /// <returns>The ended import.</returns>
    /// <exception cref="ApiException">The API refused to tell, for two minutes when the fault was its own.</exception>
    public async Task<Import> FollowAsync(Import import, Action<Import> onChange, CancellationToken cancellationToken)
    {
        var lastAnswer = time.GetTimestamp();

        while (true)
        {
            try
            {
                import = await api.GetImportAsync(import.Id, cancellationToken);
                lastAnswer = time.GetTimestamp();
                onChange(import);
            }
            catch (Exception exception) when (IsOutage(exception, cancellationToken) && time.GetElapsedTime(lastAnswer) < OutagePatience)
            {
                // Asked again below.
            }

            if (import.HasEnded)
            {
                return import;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private static bool IsOutage(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ApiException api => api.Status >= HttpStatusCode.InternalServerError,
        HttpRequestException => true,
        TaskCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };
}
