using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace NotionSync.Benchmarks.Hosts;

/// <summary>Callers of the API, each with its next call as soon as the last is answered.</summary>
internal sealed class Load(HttpClient http, IReadOnlyList<string> documents)
{
    public async Task RunAsync(int readers, int writers, TimeSpan length, Recorder recorder)
    {
        using var over = new CancellationTokenSource(length);

        await Task.WhenAll(
        [
            .. Enumerable.Range(0, readers).Select(number => RepeatAsync(turn => ReadAsync(number, turn, recorder), over.Token)),
            .. Enumerable.Range(0, writers).Select(number => RepeatAsync(turn => WriteAsync(number, turn, recorder), over.Token)),
        ]);
    }

    private static async Task RepeatAsync(Func<int, Task> call, CancellationToken over)
    {
        for (var turn = 0; !over.IsCancellationRequested; turn++)
        {
            await call(turn);
        }
    }

    private async Task ReadAsync(int number, int turn, Recorder recorder)
    {
        var document = documents[(number + turn) % documents.Count];
        var path = ((number + turn) % 5) switch
        {
            0 => "documents?pageSize=20",
            1 => $"documents/{document}/markdown",
            2 => $"documents/{document}/html",
            3 => "connections",
            _ => $"documents/{document}",
        };

        using var answer = await TimeAsync(() => http.GetAsync(new Uri(path, UriKind.Relative)), path, recorder);
    }

    // A document of its own for each: two writers of one would see 412, which is no error but no write either.
    private async Task WriteAsync(int number, int turn, Recorder recorder)
    {
        var path = $"documents/{documents[number % documents.Count]}";
        using var current = await TimeAsync(() => http.GetAsync(new Uri(path, UriKind.Relative)), path, recorder);

        if (current?.Headers.ETag is not { } etag)
        {
            return;
        }

        using var change = new HttpRequestMessage(HttpMethod.Patch, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent($$"""{"accessLevel":"{{(turn % 2 == 0 ? "contact" : "internal")}}"}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        change.Headers.IfMatch.Add(etag);
        using var changed = await TimeAsync(() => http.SendAsync(change), $"PATCH {path}", recorder);
    }

    private static async Task<HttpResponseMessage?> TimeAsync(Func<Task<HttpResponseMessage>> call, string what, Recorder recorder)
    {
        var started = Stopwatch.GetTimestamp();

        try
        {
            var answer = await call();
            recorder.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);

            if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.PreconditionFailed)
            {
                recorder.Errors.Add($"{what}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }

            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            recorder.Errors.Add($"{what}: {exception.Message}");
            return null;
        }
    }
}
