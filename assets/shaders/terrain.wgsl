// The county's ground: a picture shaded beforehand with the flood drawn over it. No lights: on a computer
// without a graphics card every operation here is paid for each pixel.
#import bevy_pbr::forward_io::VertexOutput

@group(#{MATERIAL_BIND_GROUP}) @binding(0) var ground: texture_2d<f32>;
@group(#{MATERIAL_BIND_GROUP}) @binding(1) var ground_sampler: sampler;
@group(#{MATERIAL_BIND_GROUP}) @binding(2) var water: texture_2d<f32>;
@group(#{MATERIAL_BIND_GROUP}) @binding(3) var water_sampler: sampler;

@fragment
fn fragment(in: VertexOutput) -> @location(0) vec4<f32> {
    let earth = textureSample(ground, ground_sampler, in.uv).rgb;
    let flood = textureSample(water, water_sampler, in.uv);
    // The vertex colour's alpha marks the cut sides of the block.
    return vec4(mix(mix(earth, flood.rgb, flood.a), in.color.rgb, in.color.a), 1.0);
}
