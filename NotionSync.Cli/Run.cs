using NotionSync.Cli.Api;
using NotionSync.Cli.Importing;
using NotionSync.Cli.Processes;
using Spectre.Console;

namespace NotionSync.Cli;

/// <summary>One <c>./run</c>: starts everything, does the main job, and keeps serving until it is stopped.</summary>
internal sealed class Run(Checkout checkout, RunOptions options, IAnsiConsole console, TimeProvider time)
{
    private const string Tenant = "demo";
    private const string EmulatorToken = "ntn_emulator_sample";

    // Of the sample workspace, so that the visitors' page has something to show.
    private const string SamplePublicPage = "Trust Center";

    // An import of many pages is accepted at once, but a first call to the real Notion may wait for its rate limit.
    private static readonly TimeSpan RequestPatience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    /// <returns>The exit code: 0 when everything was imported.</returns>
    /// <exception cref="RunFailedException">The run could not be done; everything it started has ended.</exception>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        console.Line(options.Token is null
            ? "Starting Azurite, the Notion emulator and the NotionSync host ..."
            : "Starting Azurite and the NotionSync host ...");

        await using var services = await LocalServices.StartAsync(checkout, options, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = EndWithAsync(services, end);

        try
        {
            Introduce(services);
            var isComplete = await ImportAsync(services, end.Token);

            if (!options.Exit)
            {
                await ServeAsync(end.Token);
            }

            // Serving ends only by an interruption or by a program that died.
            if (services.FindEnded() is { } ended)
            {
                throw ended;
            }

            return isComplete ? 0 : 1;
        }
        catch (Exception exception) when (exception is not RunFailedException)
        {
            if (exception is HttpRequestException)
            {
                // A broken connection is seen a moment before the end of the program that was behind it.
                await services.AnyExited.WaitAsync(ExitGrace, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // Whatever it was that failed, a program that ended is why.
            if (services.FindEnded() is { } ended)
            {
                throw new RunFailedException(ended.Message, exception);
            }

            if (exception is ApiException or HttpRequestException)
            {
                throw new RunFailedException($"{exception.Message}\nThe logs: {checkout.Logs}", exception);
            }

            throw;
        }
        finally
        {
            await end.CancelAsync();
            await watch;
        }
    }

    private async Task<bool> ImportAsync(LocalServices services, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = RequestPatience };
        var api = new NotionSyncApi(client, services.Host, Tenant);
        return await new ImportJob(api, console, time)
            .RunAsync(
                options.Token ?? EmulatorToken,
                options.Pages,
                options is { Token: null, World: null } ? SamplePublicPage : null,
                options.OutFolder,
                cancellationToken);
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        console.Line();
        console.Line("Serving. Ctrl-C ends everything.");

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            console.Line();
            console.Line("Stopping ...");
        }
    }

    private void Introduce(LocalServices services)
    {
        console.Line($"  storage     {services.Blobs.GetLeftPart(UriPartial.Authority)}, data of this run only, in {services.StoragePath}");
        console.Line(services.Emulator is { } emulator
            ? $"  Notion      {emulator.GetLeftPart(UriPartial.Authority)}, emulated: {options.World ?? "the sample workspace"}, {EmulatedLimit()}"
            : $"  Notion      {Environment.GetEnvironmentVariable("Notion__BaseUrl") ?? "the real one"}");
        console.Line($"  NotionSync  {services.Host.GetLeftPart(UriPartial.Authority)}");
        console.Line($"  logs        {checkout.Logs}");
    }

    private static string EmulatedLimit() => LocalServices.EmulatedRate is "0"
        ? "no rate limit (Notion's own: Notion__RequestsPerMinute=180 ./run)"
        : $"{LocalServices.EmulatedRate} requests a minute";

    private static async Task EndWithAsync(LocalServices services, CancellationTokenSource end)
    {
        await services.AnyExited.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await end.CancelAsync();
    }
}
