// The county's ground: a picture shaded beforehand with water and debris drawn over it. No lights: on a computer
// without a graphics card every operation here is paid for each pixel.
#import bevy_pbr::forward_io::VertexOutput
#import bevy_pbr::mesh_view_bindings::globals

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var ground: texture_2d<f32>;
@group(#{MATERIAL_BIND_GROUP}) @binding(1) var ground_sampler: sampler;
@group(#{MATERIAL_BIND_GROUP}) @binding(2) var water: texture_2d<f32>;
@group(#{MATERIAL_BIND_GROUP}) @binding(3) var water_sampler: sampler;
@group(#{MATERIAL_BIND_GROUP}) @binding(4) var flow: texture_2d<f32>;
@group(#{MATERIAL_BIND_GROUP}) @binding(5) var flow_sampler: sampler;
// Light of the hour on the ground; what is drawn over it keeps its colours.
@group(#{MATERIAL_BIND_GROUP}) @binding(6) var<uniform> light: vec4<f32>;

// Ripples across the flow, and how many of them pass a place in a second at the highest speed.
const RIPPLES: f32 = 260.0;
const PACE: f32 = 6.0;
const FOAM: vec3<f32> = vec3(0.85, 0.92, 0.95);

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
    let earth = textureSample(ground, ground_sampler, in.uv).rgb * light.rgb;
    let flood = textureSample(water, water_sampler, in.uv);
    let run = textureSample(flow, flow_sampler, in.uv);
    var shade = flood.rgb;
    // 128 of 255 stands for rest.
    let velocity = 2.0 * run.rg - 1.00392;
    let speed = length(velocity);
    if speed > 0.02 {
        let along = dot(in.uv, velocity / speed) * RIPPLES;
        let across = dot(in.uv, vec2(-velocity.y, velocity.x) / speed) * RIPPLES;
        let wave = sin(along - globals.time * PACE * speed + 1.7 * sin(across * 0.37));
        let crest = smoothstep(0.55, 1.0, wave) * min(4.0 * speed, 1.0);
        shade = mix(shade, FOAM, 0.22 * crest + run.b * (0.35 + 0.4 * crest));
    }
    // The vertex colour's alpha marks the cut sides of the block.
    return vec4(mix(mix(earth, shade, flood.a), in.color.rgb, in.color.a), 1.0);
}
