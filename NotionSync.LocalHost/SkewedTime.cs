using Microsoft.Extensions.DependencyInjection.Extensions;

namespace NotionSync.LocalHost;

/// <summary>
/// A clock that is wrong by <c>LocalHost__ClockSkewSeconds</c>, as machines' clocks are at times. For simulations of
/// several workers on one machine; storage and Notion keep their own time.
/// </summary>
internal sealed class SkewedTime(TimeSpan skew) : TimeProvider
{
    public static void Use(IHostApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<double>("LocalHost:ClockSkewSeconds") is not 0 and var seconds)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new SkewedTime(TimeSpan.FromSeconds(seconds))));
        }
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;
}
