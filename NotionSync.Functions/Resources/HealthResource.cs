using NotionSync.Health;

namespace NotionSync.Resources;

/// <param name="Status">live, ready or not_ready.</param>
internal sealed record HealthResource(string Status, IReadOnlyList<HealthCheckResource> Checks)
{
    public static HealthResource Of(ReadinessReport report)
        => new(
            report.IsReady ? "ready" : "not_ready",
            [.. report.Checks.Select(check => new HealthCheckResource(check.Name, check.IsReady ? "ready" : "not_ready"))]);
}

internal sealed record HealthCheckResource(string Name, string Status);
